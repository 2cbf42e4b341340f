// helios/api/impl/system_tables/catalog_tables.ipp -- information_schema and the part of pg_catalog
// that tools ask for.
//
// Source    SQL:2016 part 11 for information_schema; PostgreSQL manual, chapter 53. Oids are
//           helios's object numbers.
#pragma once

#include <helios/api/impl/system_tables/table_list.hpp>

#include <helios/sql/bind.hpp>
#include <helios/sql/parse.hpp>
#include <helios/sql/print.hpp>

namespace helios::api::detail {

namespace showing {

using catalog::constraint_kind;
using catalog::object_kind;
using types::type_id;
using types::value;

/// A relation and its schema's name.
struct named_object {
  catalog::object_row row;
  std::string schema;
};

[[nodiscard]] inline std::vector<named_object> objects_of(system_state const& of,
                                                          std::optional<object_kind> only = {}) {
  std::map<catalog::object_id, std::string> schemas;
  std::vector<catalog::object_row> all;
  of.catalog.each([&](catalog::object_row const& row) {
    if (row.kind == object_kind::schema) schemas[row.id] = row.name;
    if (!only || row.kind == *only) all.push_back(row);
  });
  std::vector<named_object> out;
  for (catalog::object_row& row : all) {
    std::string schema = row.kind == object_kind::schema ? row.name : schemas[row.schema];
    out.push_back({std::move(row), std::move(schema)});
  }
  return out;
}

[[nodiscard]] inline value database(system_state const& of) { return text(of.session->database); }
[[nodiscard]] inline value owner(system_state const& of) { return text(of.session->user); }
[[nodiscard]] inline value oid(catalog::object_id id) { return number(raw(id)); }

struct shown_column {
  std::string name;
  types::data_type type;
  catalog::column_definition const* definition = nullptr;  // of a table
};
/// The columns of a table, or of a view as its query has them now.
[[nodiscard]] inline std::vector<shown_column> columns_of(system_state const& of,
                                                          catalog::object_id id) {
  std::vector<shown_column> out;
  if (catalog::table_ptr const t = of.catalog.find_table(id)) {
    for (catalog::column_definition const& c : t->columns) out.push_back({c.name, c.type, &c});
    return out;
  }
  catalog::view_ptr const v = of.catalog.find_view(id);
  if (!v) return out;
  arena memory;
  auto const& tree = static_cast<sql::ast::query const&>(*sql::parse(v->query, memory).front());
  plan::query const bound = sql::bind_query(tree, v->query, *of.binder);
  for (std::size_t i = 0; i != bound.root->columns.size(); ++i) {
    plan::column const& c = bound.root->columns[i];
    out.push_back({i < v->columns.size() ? v->columns[i] : c.name, c.type});
  }
  return out;
}

[[nodiscard]] inline bool is_identity(catalog::column_definition const& c) {
  return c.identity == catalog::identity_kind::by_default ||
         c.identity == catalog::identity_kind::always;
}

[[nodiscard]] inline value default_of(system_state const& of, catalog::column_definition const& c) {
  if (c.default_text) return text(*c.default_text);
  catalog::sequence_ptr const s = of.catalog.find_sequence(c.sequence);
  if (!s || is_identity(c)) return {};
  return text("nextval(" + sql::quote_string(sql::quote_name(s->name)) + "::regclass)");
}

// information_schema

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
                      yes_or_no(d == nullptr || !d->not_null), text(types::name(c.type.id)),
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

// pg_catalog

[[nodiscard]] inline system_rows pg_namespace(system_state const& of, arguments) {
  system_rows rows;
  for (named_object const& o : objects_of(of, object_kind::schema))
    rows.push_back({oid(o.row.id), text(o.row.name)});
  return rows;
}

[[nodiscard]] inline std::string_view relation_letter(object_kind kind) {
  switch (kind) {
    case object_kind::table: return "r";
    case object_kind::index: return "i";
    case object_kind::view: return "v";
    case object_kind::sequence: return "S";
    case object_kind::schema: break;
  }
  HELIOS_UNREACHABLE();
}

[[nodiscard]] inline system_rows pg_class(system_state const& of, arguments) {
  system_rows rows;
  for (named_object const& o : objects_of(of)) {
    if (o.row.kind == object_kind::schema) continue;
    catalog::table_ptr const t = of.catalog.find_table(o.row.id);
    rows.push_back({oid(o.row.id), text(o.row.name), oid(o.row.schema),
                    text(relation_letter(o.row.kind)),
                    value(static_cast<std::int32_t>(columns_of(of, o.row.id).size())),
                    value(t && (!t->indexes.empty() || t->primary_key() != nullptr))});
  }
  return rows;
}

[[nodiscard]] inline system_rows pg_attribute(system_state const& of, arguments) {
  system_rows rows;
  for (named_object const& o : objects_of(of)) {
    std::int32_t place = 0;
    for (shown_column const& c : columns_of(of, o.row.id)) {
      catalog::column_definition const* const d = c.definition;
      rows.push_back({oid(o.row.id), text(c.name), number(types::postgres_oid(c.type.id)),
                      value(++place), value(types::postgres_modifier(c.type)),
                      value(d != nullptr && d->not_null),
                      value(d != nullptr && !default_of(of, *d).is_null())});
    }
  }
  return rows;
}

[[nodiscard]] inline system_rows pg_type(system_state const&, arguments) {
  system_rows rows;
  for (int i = 1; i != types::type_count; ++i) {
    auto const id = static_cast<type_id>(i);
    rows.push_back({number(types::postgres_oid(id)), text(types::name(id)),
                    value(std::int32_t{types::postgres_length(id)}),
                    text(std::string(1, static_cast<char>(types::category(id))))});
  }
  return rows;
}

[[nodiscard]] inline system_rows pg_tables(system_state const& of, arguments) {
  system_rows rows;
  for (named_object const& o : objects_of(of, object_kind::table)) {
    catalog::table_ptr const t = of.catalog.find_table(o.row.id);
    rows.push_back({text(o.schema), text(o.row.name), owner(of),
                    value(!t->indexes.empty() || t->primary_key() != nullptr)});
  }
  return rows;
}

[[nodiscard]] inline system_rows pg_views(system_state const& of, arguments) {
  system_rows rows;
  for (named_object const& o : objects_of(of, object_kind::view))
    rows.push_back(
        {text(o.schema), text(o.row.name), owner(of), text(of.catalog.find_view(o.row.id)->query)});
  return rows;
}

/// CREATE UNIQUE INDEX i ON s.t USING btree (a, lower(b) DESC) WHERE c
[[nodiscard]] inline std::string index_text(std::string const& schema,
                                            catalog::table_definition const& t,
                                            catalog::index_definition const& i) {
  std::string out = i.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
  out += sql::quote_name(i.name) + " ON " + sql::quote_name(schema) + "." +
         sql::quote_name(t.name) + " USING btree (";
  for (std::size_t k = 0; k != i.parts.size(); ++k) {
    catalog::index_part const& p = i.parts[k];
    if (k != 0) out += ", ";
    out += p.column == column_id{} ? "(" + p.expression + ")"
                                   : sql::quote_name(t.column(p.column).name);
    if (p.order.descending) out += " DESC";
    if (p.order.nulls_first != p.order.descending)
      out += p.order.nulls_first ? " NULLS FIRST" : " NULLS LAST";
  }
  out += ")";
  return i.predicate.empty() ? out : out + " WHERE (" + i.predicate + ")";
}

[[nodiscard]] inline system_rows pg_indexes(system_state const& of, arguments) {
  system_rows rows;
  for (named_object const& o : objects_of(of, object_kind::table)) {
    catalog::table_ptr const t = of.catalog.find_table(o.row.id);
    if (catalog::constraint_definition const* const primary = t->primary_key()) {
      catalog::index_definition shown;
      shown.name = primary->name;
      shown.unique = true;
      for (column_id const c : primary->columns) shown.parts.push_back({c, {}, {}});
      rows.push_back({text(o.schema), text(t->name), text(primary->name),
                      text(index_text(o.schema, *t, shown))});
    }
    for (catalog::index_definition const& i : t->indexes)
      rows.push_back(
          {text(o.schema), text(t->name), text(i.name), text(index_text(o.schema, *t, i))});
  }
  return rows;
}

[[nodiscard]] inline system_rows pg_sequences(system_state const& of, arguments) {
  system_rows rows;
  for (named_object const& o : objects_of(of, object_kind::sequence)) {
    catalog::sequence_ptr const s = of.catalog.find_sequence(o.row.id);
    rows.push_back({text(o.schema), text(o.row.name), owner(of), value(s->start), value(s->minimum),
                    value(s->maximum), value(s->increment), value(s->cycle)});
  }
  return rows;
}

}  // namespace showing

void add_catalog_tables(std::vector<system_table>& to) {
  using namespace showing;
  constexpr type_id t = type_id::text, n = type_id::int4, b = type_id::boolean, o = type_id::int8;
  std::string_view in = "information_schema";
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
  in = "pg_catalog";
  to.push_back({in, "pg_namespace", {{"oid", o}, {"nspname", t}}, pg_namespace});
  to.push_back({in,
                "pg_class",
                {{"oid", o},
                 {"relname", t},
                 {"relnamespace", o},
                 {"relkind", t},
                 {"relnatts", n},
                 {"relhasindex", b}},
                pg_class});
  to.push_back({in,
                "pg_attribute",
                {{"attrelid", o},
                 {"attname", t},
                 {"atttypid", o},
                 {"attnum", n},
                 {"atttypmod", n},
                 {"attnotnull", b},
                 {"atthasdef", b}},
                pg_attribute});
  to.push_back(
      {in, "pg_type", {{"oid", o}, {"typname", t}, {"typlen", n}, {"typcategory", t}}, pg_type});
  to.push_back({in,
                "pg_tables",
                {{"schemaname", t}, {"tablename", t}, {"tableowner", t}, {"hasindexes", b}},
                pg_tables});
  to.push_back({in,
                "pg_views",
                {{"schemaname", t}, {"viewname", t}, {"viewowner", t}, {"definition", t}},
                pg_views});
  to.push_back({in,
                "pg_indexes",
                {{"schemaname", t}, {"tablename", t}, {"indexname", t}, {"indexdef", t}},
                pg_indexes});
  to.push_back({in,
                "pg_sequences",
                {{"schemaname", t},
                 {"sequencename", t},
                 {"sequenceowner", t},
                 {"start_value", o},
                 {"min_value", o},
                 {"max_value", o},
                 {"increment_by", o},
                 {"cycle", b}},
                pg_sequences});
}

}  // namespace helios::api::detail
