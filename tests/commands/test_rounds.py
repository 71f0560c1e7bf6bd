"""What a loop remembers from one round to the next."""

import asyncio

from statusgen.commands.rounds import probe
from statusgen.reading.load import load
from tests.commands.make import World
from tests.probing.make import reply, request_of, serving


def test_what_failed_is_put_first_in_the_next_round_until_it_is_good_again(tmp_path):
    async def go():
        seen, down = [], {"/c"}

        async def handle(reader, writer):
            path = (await request_of(reader)).split()[1].decode()
            seen.append(path)
            writer.write(reply(status="500 No") if path in down else reply())

        async with serving(handle) as port:
            checks = "".join(
                f"  - {{id: {one}, name: {one}, check: {{url: 'http://127.0.0.1:{port}/{one}', attempts: 1}}}}\n"
                for one in "abc"
            )
            (tmp_path / "statusgen.yaml").write_text("page: {name: Chirp}\ncomponents:\n" + checks)
            session, reading, orders = World().session(tmp_path), load(tmp_path), []
            for _ in range(3):
                await probe(session, reading, "local")
                orders.append("".join(path[1:] for path in seen))
                seen.clear()
                if len(orders) == 2:
                    down.clear()
            await probe(session, reading, "local")
            return [*orders, "".join(path[1:] for path in seen)]

    assert asyncio.run(go()) == ["abc", "cab", "cab", "abc"]
