// helios/api/impl/system_tables/shown_objects.hpp -- the catalog's objects with what system tables
// say of them.
#pragma once

#include <helios/api/impl/system_tables/table_list.hpp>

#include <helios/sql/parse.hpp>
#include <helios/sql/print.hpp>

namespace helios::api::detail {

using types::type_id;
using types::value;

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

}  // namespace showing

}  // namespace helios::api::detail
