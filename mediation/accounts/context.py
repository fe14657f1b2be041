"""What every page of the shell shows."""


def shell(request) -> dict:
    membership = getattr(request, "membership", None)
    session = getattr(request, "session", {})
    return {
        "space": getattr(request, "space", None),
        "spaces": [other.space for other in getattr(request, "memberships", [])],
        "role_label": membership.get_role_display() if membership else "",
        "shortcuts_on": getattr(request.user, "has_shortcuts", False) if hasattr(request, "user") else False,
        "shared_screen": bool(session.get("shared_screen")),
    }
