"""Makes Airflow tasks of the demo and runs some: cosmos_tasks.py PROJECT SMELT ls|manifest."""

import datetime
import sys
from pathlib import Path

from cosmos import DbtDag, ExecutionConfig, ProfileConfig, ProjectConfig, RenderConfig
from cosmos.constants import ExecutionMode, InvocationMode, LoadMode

project, smelt, source = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
manifest = {"manifest_path": project / "target/manifest.json"} if source == "manifest" else {}


def dag(name: str, **selection) -> DbtDag:
    return DbtDag(
        dag_id=name,
        start_date=datetime.datetime(2024, 1, 1),
        schedule=None,
        project_config=ProjectConfig(project, **manifest),
        profile_config=ProfileConfig(profile_name="shop", target_name="sqlite", profiles_yml_filepath=project / "profiles/profiles.yml"),
        execution_config=ExecutionConfig(
            execution_mode=ExecutionMode.LOCAL, dbt_executable_path=smelt, invocation_mode=InvocationMode.SUBPROCESS
        ),
        render_config=RenderConfig(
            load_method=LoadMode.DBT_MANIFEST if source == "manifest" else LoadMode.DBT_LS,
            invocation_mode=InvocationMode.SUBPROCESS,
            dbt_executable_path=smelt,
            **selection,
        ),
        operator_args={"install_deps": False},
    )


everything = dag("everything")
names = {task.task_id for task in everything.tasks}
assert {"raw_orders_seed", "bronze_customers.run", "bronze_customers.test", "fct_orders.run"} <= names, sorted(names)
some = dag("some", select=["bronze_customers", "bronze_orders"])
for task in some.topological_sort():
    task.execute({"ti": None, "run_id": "now", "dag": some, "task": task})
print(f"tasks from {source}: {len(names)} made, {len(some.tasks)} run")
