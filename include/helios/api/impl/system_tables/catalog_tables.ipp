// helios/api/impl/system_tables/catalog_tables.ipp -- the part of pg_catalog that tools ask for.
//
// Source    PostgreSQL manual, chapter 53. Oids are helios's object numbers.
#pragma once

#include <helios/api/impl/system_tables/shown_objects.hpp>

namespace helios::api::detail {

namespace showing {

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
    case object_kind::schema:
    case object_kind::type: break;
  }
  HELIOS_UNREACHABLE();
}

[[nodiscard]] inline system_rows pg_class(system_state const& of, arguments) {
  system_rows rows;
  for (named_object const& o : objects_of(of)) {
    if (o.row.kind == object_kind::schema || o.row.kind == object_kind::type) continue;
    catalog::table_ptr const t = of.catalog.find_table(o.row.id);
    rows.push_back({oid(o.row.id), text(o.row.name), oid(o.row.schema),
                    text(relation_letter(o.row.kind)),
                    value(static_cast<std::int32_t>(columns_of(of, o.row.id).size())),
                    value(t && (!t->indexes.empty() || t->primary_key() != nullptr))});
  }
  return rows;
}

/// An enumeration has the number that its object has; arrays of any have that of anyarray.
[[nodiscard]] inline value type_oid(types::data_type t) {
  if (t.id == type_id::array && t.element != type_id::enumeration)
    return number(types::postgres_array_oid(t.element));
  return number(t.id == type_id::enumeration ? types::definition_of(t).identity
                                             : types::postgres_oid(t.id));
}

[[nodiscard]] inline system_rows pg_attribute(system_state const& of, arguments) {
  system_rows rows;
  for (named_object const& o : objects_of(of)) {
    std::int32_t place = 0;
    for (shown_column const& c : columns_of(of, o.row.id)) {
      catalog::column_definition const* const d = c.definition;
      rows.push_back({oid(o.row.id), text(c.name), type_oid(c.type), value(++place),
                      value(types::postgres_modifier(c.type)), value(d != nullptr && d->not_null),
                      value(d != nullptr && !default_of(of, *d).is_null())});
    }
  }
  return rows;
}

[[nodiscard]] inline system_rows pg_type(system_state const& of, arguments) {
  system_rows rows;
  for (int i = 1; i != types::type_count; ++i) {
    auto const id = static_cast<type_id>(i);
    rows.push_back({number(types::postgres_oid(id)), text(types::name(id)),
                    value(std::int32_t{types::postgres_length(id)}),
                    text(std::string(1, static_cast<char>(types::category(id))))});
    if (types::postgres_array_oid(id) == 0) continue;
    rows.push_back({number(types::postgres_array_oid(id)), text(types::name(types::array_of(id))),
                    value(std::int32_t{types::postgres_length(type_id::array)}), text("A")});
  }
  for (named_object const& o : objects_of(of, object_kind::type))
    rows.push_back({oid(o.row.id), text(o.row.name),
                    value(std::int32_t{types::postgres_length(type_id::enumeration)}), text("E")});
  return rows;
}

[[nodiscard]] inline system_rows pg_enum(system_state const& of, arguments) {
  system_rows rows;
  for (named_object const& o : objects_of(of, object_kind::type)) {
    std::int32_t place = 0;
    for (types::enumeration_label const& l : of.catalog.find_enumeration(o.row.id)->labels)
      rows.push_back({oid(o.row.id), value(++place), text(l.text)});
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
  constexpr std::string_view in = "pg_catalog";
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
  to.push_back(
      {in, "pg_enum", {{"enumtypid", o}, {"enumsortorder", n}, {"enumlabel", t}}, pg_enum});
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
