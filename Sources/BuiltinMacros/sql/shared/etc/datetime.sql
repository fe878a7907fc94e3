{#- Date ranges written as text (`20240101` or `20240101,20240131`), for models that are built partition by partition. -#}
{%- macro convert_datetime(date_str, date_fmt) -%}
  {%- set complaint = "The provided partition date '" ~ date_str ~ "' does not match the expected format '" ~ date_fmt ~ "'" -%}
  {%- do return(try_or_compiler_error(complaint, modules.datetime.datetime.strptime, date_str.strip(), date_fmt)) -%}
{%- endmacro -%}


{#- Every day from the first to the last, both included, as text in `out_fmt` (as dates when that is empty). -#}
{%- macro dates_in_range(start_date_str, end_date_str=none, in_fmt="%Y%m%d", out_fmt="%Y%m%d") -%}
  {%- set first_day = convert_datetime(start_date_str, in_fmt) -%}
  {%- set last_day = convert_datetime(start_date_str if end_date_str is none else end_date_str, in_fmt) -%}
  {%- set distance = (last_day - first_day).days -%}
  {%- if distance < 0 -%}
    {%- do exceptions.raise_compiler_error(
      'Partition start date is after the end date (' ~ first_day ~ ', ' ~ last_day ~ ')', model) -%}
  {%- endif -%}

  {%- set days = [] -%}
  {%- for offset in range(distance + 1) -%}
    {%- set day = first_day + modules.datetime.timedelta(days=offset) -%}
    {%- do days.append(day.strftime(out_fmt) if out_fmt else day) -%}
  {%- endfor -%}
  {%- do return(days) -%}
{%- endmacro -%}


{%- macro partition_range(raw_partition_date, date_fmt='%Y%m%d') -%}
  {%- set bounds = (raw_partition_date | string).split(',') -%}
  {%- if bounds | length > 2 -%}
    {%- do exceptions.raise_compiler_error(
      'Invalid partition time. Expected format: {Start Date}[,{End Date}]. Got: ' ~ raw_partition_date) -%}
  {%- endif -%}
  {%- set last_day = bounds[1] if bounds | length == 2 else none -%}
  {%- do return(dates_in_range(bounds[0], last_day, in_fmt=date_fmt)) -%}
{%- endmacro -%}


{%- macro py_current_timestring() -%}
  {%- do return(modules.datetime.datetime.now().strftime('%Y%m%d%H%M%S%f')) -%}
{%- endmacro -%}
