// helios/api/impl/system_tables/information_schema.ipp -- schemas, tables, columns and keys as the
// standard names them.
//
// Source    SQL:2016 part 11
#pragma once

#include <helios/api/impl/system_tables/shown_objects.hpp>

namespace helios::api::detail {

namespace showing {

[[nodiscard]] inline system_rows schemata(system_state const& of, arguments) {
  system_rows rows;
  for (std::string_view const built_in : {"information_schema", "pg_catalog"})
    rows.push_back({database(of), text(built_in), owner(of)});
  for (named_object const& o : objects_of(of, object_kind::schema))
    rows.push_back({database(of), text(o.row.name), owner(of)});
  return rows;
}

[[nodiscard]] inline system_rows tables(system_state const& of, arguments) {
  system_rows rows;
  for (named_object const& o : objects_of(of)) {
    bool const table = o.row.kind == object_kind::table;
    if (!table && o.row.kind != object_kind::view) continue;
    rows.push_back({database(of), text(o.schema), text(o.row.name),
                    text(table ? "BASE TABLE" : "VIEW"), yes_or_no(table)});
  }
  return rows;
}

[[nodiscard]] inline system_rows columns(system_state const& of, arguments) {
  system_rows rows;
  for (named_object const& o : objects_of(of)) {
    std::int32_t place = 0;
    for (shown_column const& c : columns_of(of, o.row.id)) {
      catalog::column_definition const* const d = c.definition;
      bool const string = c.type.id == type_id::varchar || c.type.id == type_id::bpchar;
      bool const numeric = c.type.id == type_id::numeric;
      auto const integer = [](std::int32_t n) { return value(n); };
      value precision, scale;
      if (numeric && c.type.constrained()) {
        precision = integer(c.type.precision);
        scale = integer(c.type.scale);
      } else if (c.type.id == type_id::int2 || c.type.id == type_id::int4 ||
                 c.type.id == type_id::int8) {
        precision = integer(8 * types::postgres_length(c.type.id));
        scale = integer(0);
      }
      rows.push_back({database(of), text(o.schema), text(o.row.name), text(c.name),
                      integer(++place), d != nullptr ? default_of(of, *d) : value(),
                      yes_or_no(d == nullptr || !d->not_null),
                      text(c.type.id == type_id::enumeration ? "USER-DEFINED"
                           : c.type.id == type_id::array     ? "ARRAY"
                                                             : types::name(c.type.id)),
                      string && c.type.constrained() ? integer(c.type.precision) : value(),
                      precision, scale, yes_or_no(d != nullptr && is_identity(*d)),
                      text(d != nullptr && d->generated_text ? "ALWAYS" : "NEVER"),
                      d != nullptr && d->generated_text ? text(*d->generated_text) : value()});
    }
  }
  return rows;
}

[[nodiscard]] inline std::string_view constraint_word(constraint_kind kind) {
  switch (kind) {
    case constraint_kind::primary_key: return "PRIMARY KEY";
    case constraint_kind::unique: return "UNIQUE";
    case constraint_kind::check: return "CHECK";
    case constraint_kind::foreign_key: return "FOREIGN KEY";
  }
  HELIOS_UNREACHABLE();
}

[[nodiscard]] inline system_rows table_constraints(system_state const& of, arguments) {
  system_rows rows;
  for (named_object const& o : objects_of(of, object_kind::table)) {
    for (catalog::constraint_definition const& c : of.catalog.find_table(o.row.id)->constraints)
      rows.push_back({database(of), text(o.schema), text(c.name), database(of), text(o.schema),
                      text(o.row.name), text(constraint_word(c.kind)), text("NO"), text("NO")});
  }
  return rows;
}

[[nodiscard]] inline system_rows key_column_usage(system_state const& of, arguments) {
  system_rows rows;
  for (named_object const& o : objects_of(of, object_kind::table)) {
    catalog::table_ptr const t = of.catalog.find_table(o.row.id);
    for (catalog::constraint_definition const& c : t->constraints) {
      for (std::size_t i = 0; i != c.columns.size(); ++i) {
        auto const place = value(static_cast<std::int32_t>(i + 1));
        rows.push_back({database(of), text(o.schema), text(c.name), database(of), text(o.schema),
                        text(o.row.name), text(t->column(c.columns[i]).name), place,
                        c.kind == constraint_kind::foreign_key ? place : value()});
      }
    }
  }
  return rows;
}

[[nodiscard]] inline system_rows views(system_state const& of, arguments) {
  system_rows rows;
  for (named_object const& o : objects_of(of, object_kind::view))
    rows.push_back({database(of), text(o.schema), text(o.row.name),
                    text(of.catalog.find_view(o.row.id)->query), text("NONE"), text("NO")});
  return rows;
}

[[nodiscard]] inline system_rows sequences(system_state const& of, arguments) {
  system_rows rows;
  for (named_object const& o : objects_of(of, object_kind::sequence)) {
    catalog::sequence_ptr const s = of.catalog.find_sequence(o.row.id);
    rows.push_back({database(of), text(o.schema), text(o.row.name), text("bigint"),
                    text(std::to_string(s->start)), text(std::to_string(s->minimum)),
                    text(std::to_string(s->maximum)), text(std::to_string(s->increment)),
                    yes_or_no(s->cycle)});
  }
  return rows;
}

}  // namespace showing

void add_information_schema(std::vector<system_table>& to) {
  using namespace showing;
  constexpr type_id t = type_id::text, n = type_id::int4;
  constexpr std::string_view in = "information_schema";
  to.push_back(
      {in, "schemata", {{"catalog_name", t}, {"schema_name", t}, {"schema_owner", t}}, schemata});
  to.push_back({in,
                "tables",
                {{"table_catalog", t},
                 {"table_schema", t},
                 {"table_name", t},
                 {"table_type", t},
                 {"is_insertable_into", t}},
                tables});
  to.push_back({in,
                "columns",
                {{"table_catalog", t},
                 {"table_schema", t},
                 {"table_name", t},
                 {"column_name", t},
                 {"ordinal_position", n},
                 {"column_default", t},
                 {"is_nullable", t},
                 {"data_type", t},
                 {"character_maximum_length", n},
                 {"numeric_precision", n},
                 {"numeric_scale", n},
                 {"is_identity", t},
                 {"is_generated", t},
                 {"generation_expression", t}},
                columns});
  to.push_back({in,
                "table_constraints",
                {{"constraint_catalog", t},
                 {"constraint_schema", t},
                 {"constraint_name", t},
                 {"table_catalog", t},
                 {"table_schema", t},
                 {"table_name", t},
                 {"constraint_type", t},
                 {"is_deferrable", t},
                 {"initially_deferred", t}},
                table_constraints});
  to.push_back({in,
                "key_column_usage",
                {{"constraint_catalog", t},
                 {"constraint_schema", t},
                 {"constraint_name", t},
                 {"table_catalog", t},
                 {"table_schema", t},
                 {"table_name", t},
                 {"column_name", t},
                 {"ordinal_position", n},
                 {"position_in_unique_constraint", n}},
                key_column_usage});
  to.push_back({in,
                "views",
                {{"table_catalog", t},
                 {"table_schema", t},
                 {"table_name", t},
                 {"view_definition", t},
                 {"check_option", t},
                 {"is_updatable", t}},
                views});
  to.push_back({in,
                "sequences",
                {{"sequence_catalog", t},
                 {"sequence_schema", t},
                 {"sequence_name", t},
                 {"data_type", t},
                 {"start_value", t},
                 {"minimum_value", t},
                 {"maximum_value", t},
                 {"increment", t},
                 {"cycle_option", t}},
                sequences});
}

}  // namespace helios::api::detail
