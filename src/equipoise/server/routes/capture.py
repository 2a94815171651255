"""Routes of tasks, routines and goals."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from equipoise.server.pages import tasks, tasks_edit, tasks_import, tasks_lists

urlpatterns: list[URLPattern | URLResolver] = [
    path("tasks", tasks.task_list, name="tasks"),
    path("tasks/preview", tasks.preview, name="tasks-preview"),
    path("tasks/add", tasks.add_task, name="tasks-add"),
    path("tasks/new", tasks_edit.new_task, name="tasks-new"),
    path("tasks/edit/<path:key>", tasks_edit.edit_task, name="tasks-edit"),
    path("tasks/change", tasks.change_tasks, name="tasks-change"),
    path("tasks/undo/<int:number>", tasks.undo_task_change, name="tasks-undo"),
    path("tasks/plan", tasks.plan_again, name="tasks-plan"),
    path("tasks/import", tasks_import.import_tasks, name="tasks-import"),
    path("tasks/export", tasks_import.export_tasks, name="tasks-export"),
    path("tasks/routines", tasks_lists.routines, name="tasks-routines"),
    path("tasks/goals", tasks_lists.goals, name="tasks-goals"),
    path("tasks/routines/new", tasks_lists.edit_item, {"kind": "routines"}, name="tasks-routines-new"),
    path("tasks/goals/new", tasks_lists.edit_item, {"kind": "goals"}, name="tasks-goals-new"),
    path(
        "tasks/routines/edit/<path:key>",
        tasks_lists.edit_item,
        {"kind": "routines"},
        name="tasks-routines-edit",
    ),
    path("tasks/goals/edit/<path:key>", tasks_lists.edit_item, {"kind": "goals"}, name="tasks-goals-edit"),
    path(
        "tasks/routines/delete/<path:key>",
        tasks_lists.delete_item,
        {"kind": "routines"},
        name="tasks-routines-delete",
    ),
    path(
        "tasks/goals/delete/<path:key>", tasks_lists.delete_item, {"kind": "goals"}, name="tasks-goals-delete"
    ),
]
