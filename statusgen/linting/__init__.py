"""A Project becomes complaints."""
