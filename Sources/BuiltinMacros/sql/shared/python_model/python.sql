{#-
  What is put below the code of a Python model so that it runs by itself: `ref`, `source`, `config` and `this` as Python objects. Only the
  names and what they answer are fixed; adapters that run Python models read them from `dbtObj`.
-#}
{%- macro py_script_postfix(model) %}

# What follows was added to the model: it answers dbt.ref, dbt.source, dbt.config and dbt.this.
# COMMAND ----------

{{ build_ref_function(model) }}
{{ build_source_function(model) }}
{{ build_config_dict(model) }}

class config:
    def __init__(self, *args, **kwargs):
        pass

    @staticmethod
    def get(key, default=None):
        return config_dict.get(key, default)

    @staticmethod
    def meta_get(key, default=None):
        return meta_dict.get(key, default)


class this:
    database = "{{ this.database }}"
    schema = "{{ this.schema }}"
    identifier = "{{ this.identifier }}"

    def __repr__(self):
        return '{{ resolve_model_name(this) }}'


class dbtObj:
    def __init__(self, load_df_function) -> None:
        self.config = config
        self.this = this()
        self.is_incremental = {{ is_incremental() }}
        self.ref = lambda *names, **options: ref(*names, **options, dbt_load_df_function=load_df_function)
        self.source = lambda *names: source(*names, dbt_load_df_function=load_df_function)

# COMMAND ----------
{{ py_script_comment() }}
{% endmacro -%}


{#- For adapters: how the finished script is run. -#}
{%- macro py_script_comment() -%}
{%- endmacro -%}


{%- macro resolve_model_name(input_model_name) -%}
  {%- do return(adapter.dispatch('resolve_model_name', 'dbt')(input_model_name)) -%}
{%- endmacro -%}

{%- macro default__resolve_model_name(input_model_name) -%}
  {{ input_model_name | string }}
{%- endmacro -%}


{#- `ref` may be a project's own macro, which returns text as well as relations. -#}
{%- macro build_ref_function(model) -%}
  {%- set names = {} -%}
  {%- for asked in model.refs -%}
    {%- set parts = [asked['name']] -%}
    {%- if asked.get('package') -%}
      {%- do parts.insert(0, asked.get('package')) -%}
    {%- endif -%}
    {%- set found = ref(*parts, v=asked.get('version')) -%}
    {%- if found.render is defined and found.render is callable -%}
      {%- set found = found.render() -%}
    {%- endif -%}
    {%- if asked.get('version') -%}
      {%- do parts.append('v' ~ asked['version']) -%}
    {%- endif -%}
    {%- do names.update({parts | join('.'): resolve_model_name(found)}) -%}
  {%- endfor %}
def ref(*names, **options):
    relations = {{ names | tojson }}
    version = options.get("v") or options.get("version")
    key = ".".join(names) + (f".v{version}" if version else "")
    return options["dbt_load_df_function"](relations[key])
{% endmacro -%}


{%- macro build_source_function(model) -%}
  {%- set names = {} -%}
  {%- for asked in model.sources -%}
    {%- do names.update({asked | join('.'): resolve_model_name(source(*asked))}) -%}
  {%- endfor %}
def source(*names, dbt_load_df_function):
    relations = {{ names | tojson }}
    return dbt_load_df_function(relations[".".join(names)])
{% endmacro -%}


{#- The settings that the model's code asks for, with the defaults it names. -#}
{%- macro build_config_dict(model) -%}
  {%- set settings = {} -%}
  {%- for key, fallback in zip(model.config.config_keys_used, model.config.config_keys_defaults) | list -%}
    {%- do settings.update({key: model.config.get(key, fallback)}) -%}
  {%- endfor -%}
  {%- set meta = {} -%}
  {%- if model.config.meta_keys_used -%}
    {%- for key, fallback in zip(model.config.meta_keys_used, model.config.meta_keys_defaults) | list -%}
      {%- do meta.update({key: (model.config.meta or {}).get(key, fallback)}) -%}
    {%- endfor -%}
  {%- endif %}
config_dict = {{ settings }}
meta_dict = {{ meta }}
{% endmacro -%}
