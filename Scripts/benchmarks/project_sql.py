"""The SQL of the generated project: models, macros, snapshots, singular tests."""

BRONZE = """-- depends_on: {{{{ ref('{seed}') }}}}
{{{{ config(materialized='view', tags=['bronze', '{domain}']) }}}}

with delivered as (
    select * from {{{{ {source} }}}}
),

typed as (
    select
        cast(id as integer) as {key},
        cast(parent_id as integer) as parent_id,
        {{{{ tidy('code', upper=true) }}}} as code,
        {{{{ tidy('state') }}}} as state,
        {{{{ tidy('region') }}}} as region,
        {{{{ euros('amount_cents') }}}} as amount,
        cast(quantity as integer) as quantity,
        happened_on
    from delivered
    {{% if var('since_only', false) %}}
    where happened_on >= '{{{{ var("since") }}}}'
    {{% endif %}}
),

flagged as (
    select
        typed.*
        {{%- for state in var('states') %}},
        case when state = '{{{{ state }}}}' then 1 else 0 end as is_{{{{ state }}}}
        {{%- endfor %}}
    from typed
),

checked as (
    select *
    from flagged
    where {key} is not null and ({key} % {modulus} < {modulus} or parent_id is null)
)

select {key}, parent_id, code, state, region, amount, quantity, happened_on, is_open, is_paid
from checked
"""

ABOVE = """{{{{ config({config}) }}}}

{steps}

joined as (
    select
        base.{base_key} as {key},
        base.parent_id,
        base.code,
        base.state,
        base.region,
        coalesce(base.amount, 0){amounts} as amount,
        base.quantity{quantities} as quantity,
        base.happened_on
    from in_1 as base{joins}
),

{body}
"""

ROW = """placed as (
    select
        joined.*,
        sum(amount) over (
            partition by region
            order by happened_on, {key}
            rows between unbounded preceding and current row
        ) as amount_so_far,
        lag(amount) over (partition by region order by happened_on, {key}) as amount_before,
        {{{{ month_of('happened_on') }}}} as month,
        {{{{ bucket('quantity', limits={{'small': 5, 'middle': 20}}) }}}} as size
    from joined
    {{% if is_incremental() %}}
    where happened_on > (select max(happened_on) from {{{{ this }}}})
    {{% endif %}}
),

final as (
    select
        *,
        {{{{ stamped('{layer}') }}}}
    from placed
    where {key} is not null
)

select * from final"""

SUM = """summed as (
    select
        state,
        region,
        {{{{ month_of('happened_on') }}}} as month,
        min(parent_id) as parent_id,
        min(code) as code,
        sum(amount) as amount,
        sum(quantity) as quantity,
        max(happened_on) as happened_on,
        {{{{ spread('state', var('states'), 'amount') }}}}
    from joined
    group by state, region, {{{{ month_of('happened_on') }}}}
),

final as (
    select
        row_number() over (order by state, region, month) as {key},
        summed.*,
        {{{{ stamped('{layer}') }}}}
    from summed
    {{% if is_incremental() %}}
    where happened_on > (select max(happened_on) from {{{{ this }}}})
    {{% endif %}}
)

select * from final"""

MACROS = {
    "tidy": "{% macro tidy(column, upper=false) -%}\n"
            "    {%- set trimmed = 'trim(' ~ column ~ ')' -%}\n"
            "    nullif({% if upper %}upper({{ trimmed }}){% else %}lower({{ trimmed }}){% endif %}, '')\n{%- endmacro %}\n",
    "euros": "{% macro euros(column, digits=2) -%}\n    round({{ column }} / 100.0, {{ digits }})\n{%- endmacro %}\n",
    "month_of": "{% macro month_of(column) -%}\n    {%- if target.type == 'postgres' -%}\n    left({{ column }}, 7)\n    {%- else -%}\n"
                "    substr({{ column }}, 1, 7)\n    {%- endif -%}\n{%- endmacro %}\n",
    "bucket": "{% macro bucket(column, limits={}) -%}\n    case\n    {%- for name, limit in limits.items() %}\n"
              "        when {{ column }} < {{ limit }} then '{{ name }}'\n    {%- endfor %}\n        else 'large'\n    end\n{%- endmacro %}\n",
    "spread": "{% macro spread(column, values, measure) -%}\n    {%- for value in values %}\n"
              "        sum(case when {{ column }} = '{{ value }}' then {{ measure }} else 0 end) as {{ measure }}_{{ value }}\n"
              "        {%- if not loop.last %},{% endif %}\n    {%- endfor %}\n{%- endmacro %}\n",
    "stamped": "{% macro stamped(layer) -%}\n    '{{ layer }}' as layer,\n        '{{ target.name }}' as built_in,\n"
               "        '{{ env_var(\"BENCH_RUN\", \"local\") }}' as built_by\n{%- endmacro %}\n",
}

AT_LEAST_ZERO = """{% test at_least_zero(model, column_name) %}
select {{ column_name }} as value
from {{ model }}
where {{ column_name }} < 0
{% endtest %}
"""

SNAPSHOT = """{{% snapshot {name} %}}
{{{{ config(unique_key='{key}', strategy='check', check_cols=['state', 'amount'], target_schema=target.schema) }}}}
select {key}, state, amount, happened_on from {{{{ ref('{model}') }}}}
{{% endsnapshot %}}
"""

QUANTITY_TEST = "select {key}, quantity\nfrom {{{{ ref('{model}') }}}}\nwhere quantity < 0\n"

ANALYSIS = "select region, sum(amount) as amount\nfrom {{{{ ref('{model}') }}}}\ngroup by region\norder by 2 desc\n"


def model(made, dice):
    """The SQL of a model."""
    if made.layer == "bronze":
        seed = made.reads[0]
        source = f"source('{seed.domain}', '{seed.name}')" if dice.below(10) < 7 else f"ref('{seed.name}')"
        return BRONZE.format(seed=seed.name, source=source, domain=made.domain, key=made.key, modulus=7 + dice.below(90))
    config = [f"materialized='{made.materialized}'", f"tags=['{made.layer}', '{made.domain}']"]
    if made.layer == "gold":
        config.append(f"meta={{'owner': env_var('BENCH_OWNER', '{made.domain}-team')}}")
    steps = "with " + "\n\n".join(f"in_{number} as (\n    select * from {{{{ ref('{read.name}') }}}}\n),"
                                  for number, read in enumerate(made.reads, 1))
    amounts, quantities, joins = "", "", ""
    for number, read in enumerate(made.reads[1:], 2):
        amounts += f"\n            + coalesce(also_{number}.amount, 0) * {{{{ var('share', 0.25) }}}}"
        quantities += f" + coalesce(also_{number}.quantity, 0)"
        joins += f"\n    left join in_{number} as also_{number}\n        on base.parent_id = also_{number}.{read.key}"
    body = (SUM if made.form == "sum" else ROW).format(key=made.key, layer=made.layer)
    return ABOVE.format(config=", ".join(config), steps=steps, base_key=made.reads[0].key, key=made.key, amounts=amounts,
                        quantities=quantities, joins=joins, body=body)


def others(made, sources):
    """Macros, the generic test, snapshots, singular tests and an analysis: path → text."""
    files = {f"macros/{name}.sql": text for name, text in MACROS.items()}
    files["tests/generic/at_least_zero.sql"] = AT_LEAST_ZERO
    bronze = [one for one in made if one.layer == "bronze"]
    for number, one in enumerate(bronze[:2]):
        files[f"snapshots/history_{number}.sql"] = SNAPSHOT.format(name=f"history_{number}", key=one.key, model=one.name)
    for number, one in enumerate(bronze[::40]):
        files[f"tests/quantity_is_real_{number}.sql"] = QUANTITY_TEST.format(key=one.key, model=one.name)
    files["analyses/by_region.sql"] = ANALYSIS.format(model=bronze[0].name)
    return files
