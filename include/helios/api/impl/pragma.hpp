// helios/api/impl/pragma.hpp -- SQLite's PRAGMAs that tell of a table, as its programs read them.
//
// Source    sqlite.org/pragma.html: names and order of the columns
#pragma once

#include <helios/api/impl/streams.hpp>

namespace helios::api::detail::pragmas {

[[nodiscard]] inline types::value number(std::int64_t n) {
  return types::value(static_cast<std::int32_t>(n));
}
[[nodiscard]] inline types::value text(std::string_view s) { return types::value::text(s); }

/// nullptr: there is none, which SQLite answers with no rows.
[[nodiscard]] inline catalog::table_ptr table(statement_run& run, std::string_view name) {
  catalog::catalog_reader const& in = run.from.catalog(0);
  for (std::string const& path : run.from.search_path()) {
    auto const schema = in.find_schema(path);
    auto const id = schema ? in.find_relation(*schema, name) : std::nullopt;
    if (id) return in.find_table(*id);
  }
  return nullptr;
}

[[nodiscard]] inline outcome table_info(catalog::table_ptr const& t) {
  using types::type_id;
  std::vector<catalog::row_values> rows;
  for (std::size_t i = 0; t && i != t->columns.size(); ++i) {
    catalog::column_definition const& c = t->columns[i];
    std::int64_t place = 0;  // in the primary key, from 1
    if (auto const* const key = t->primary_key()) {
      auto const at = std::find(key->columns.begin(), key->columns.end(), c.id);
      if (at != key->columns.end()) place = at - key->columns.begin() + 1;
    }
    rows.push_back({number(static_cast<std::int64_t>(i)), text(c.name),
                    text(types::to_string(c.type)), number(c.not_null ? 1 : 0),
                    c.default_text ? text(*c.default_text) : types::value(), number(place)});
  }
  return value_rows("PRAGMA",
                    {{"cid", type_id::int4},
                     {"name", type_id::text},
                     {"type", type_id::text},
                     {"notnull", type_id::int4},
                     {"dflt_value", type_id::text},
                     {"pk", type_id::int4}},
                    rows);
}

[[nodiscard]] inline outcome index_list(catalog::table_ptr const& t) {
  using types::type_id;
  std::vector<catalog::row_values> rows;
  for (std::size_t i = 0; t && i != t->indexes.size(); ++i) {
    catalog::index_definition const& index = t->indexes[i];
    bool const of_constraint =
        std::any_of(t->constraints.begin(), t->constraints.end(),
                    [&](catalog::constraint_definition const& c) { return c.index == index.id; });
    rows.push_back({number(static_cast<std::int64_t>(i)), text(index.name),
                    number(index.unique ? 1 : 0), text(of_constraint ? "u" : "c"),
                    number(index.predicate.empty() ? 0 : 1)});
  }
  return value_rows("PRAGMA",
                    {{"seq", type_id::int4},
                     {"name", type_id::text},
                     {"unique", type_id::int4},
                     {"origin", type_id::text},
                     {"partial", type_id::int4}},
                    rows);
}

[[nodiscard]] inline outcome foreign_key_list(catalog::catalog_reader const& in,
                                              catalog::table_ptr const& t) {
  using types::type_id;
  static constexpr std::string_view actions[] = {"NO ACTION", "RESTRICT", "CASCADE", "SET NULL",
                                                 "SET DEFAULT"};
  std::vector<catalog::row_values> rows;
  std::int64_t id = 0;
  for (std::size_t i = 0; t && i != t->constraints.size(); ++i) {
    catalog::constraint_definition const& c = t->constraints[i];
    if (c.kind != catalog::constraint_kind::foreign_key) continue;
    catalog::table_ptr const parent = in.find_table(c.referenced);
    for (std::size_t k = 0; k != c.columns.size(); ++k)
      rows.push_back({number(id), number(static_cast<std::int64_t>(k)), text(parent->name),
                      text(t->column(c.columns[k]).name),
                      text(parent->column(c.referenced_columns[k]).name),
                      text(actions[static_cast<std::size_t>(c.on_update)]),
                      text(actions[static_cast<std::size_t>(c.on_delete)]),
                      text(c.match == catalog::match_kind::full ? "FULL" : "NONE")});
    ++id;
  }
  return value_rows("PRAGMA",
                    {{"id", type_id::int4},
                     {"seq", type_id::int4},
                     {"table", type_id::text},
                     {"from", type_id::text},
                     {"to", type_id::text},
                     {"on_update", type_id::text},
                     {"on_delete", type_id::text},
                     {"match", type_id::text}},
                    rows);
}

}  // namespace helios::api::detail::pragmas
