{#- Prints how many rows every model of a layer has: `run-operation row_counts --args '{layer: gold}'`. -#}
{% macro row_counts(layer='gold') %}
    {% set found = namespace(models=0) %}
    {% for node in graph.nodes.values() | sort(attribute='name')
        if node.resource_type == 'model' and layer in node.tags and node.config.materialized != 'ephemeral' %}
        {% set relation = api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias) %}
        {% set rows = run_query('select count(*) from ' ~ relation).columns[0].values()[0] %}
        {% do print('%-28s %8d' | format(node.name, rows)) %}
        {% set found.models = found.models + 1 %}
    {% endfor %}
    {% if found.models == 0 %}
        {% do exceptions.raise_compiler_error("row_counts: no layer named '" ~ layer ~ "'; there are bronze, silver and gold") %}
    {% endif %}
{% endmacro %}
