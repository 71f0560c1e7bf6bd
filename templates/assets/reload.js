new EventSource("/.statusgen/events").addEventListener("reload", () => location.reload());
