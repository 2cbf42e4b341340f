// helios/typed/table_schema.hpp -- a typed table as data, and the SQL that makes it.
//
// Shape     table_schema schema_of<users>(); create_texts(schema): CREATE TABLE, then an index each
// Threads   stateless
// Errors    none: what is wrong with a table of the program does not compile
#pragma once

#include <helios/config.hpp>
#include <helios/typed/table.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace helios::typed {

struct table_schema {
  struct column {
    std::string name;
    types::data_type type;
    bool nullable = false;
    std::optional<std::string> default_text, generated_text;
  };
  struct key {
    constraint kind{};
    std::vector<std::string> columns;
  };
  struct reference {
    std::string column, table, referenced;
    action on_delete{}, on_update{};
  };
  std::string name;
  std::vector<column> columns;
  std::vector<key> keys;  // primary key, unique, indexes
  std::vector<reference> references;
  std::vector<std::string> checks;
};

[[nodiscard]] HELIOS_DECL std::vector<std::string> create_texts(table_schema const& of);

namespace detail {

[[nodiscard]] HELIOS_DECL table_schema plain_schema(std::string_view name,
                                                    std::span<column_schema const> columns);

template <class Constraint>
void add_constraint(table_schema& to) {
  constexpr constraint kind = Constraint::kind;
  if constexpr (kind == constraint::primary_key || kind == constraint::unique ||
                kind == constraint::index) {
    table_schema::key& k = to.keys.emplace_back(table_schema::key{kind, {}});
    for (std::string_view const c : Constraint::columns()) k.columns.emplace_back(c);
  } else if constexpr (kind == constraint::references) {
    to.references.push_back(
        {std::string(Constraint::column()), std::string(Constraint::other::name()),
         std::string(Constraint::referenced()), Constraint::on_delete, Constraint::on_update});
  } else if constexpr (kind == constraint::check) {
    to.checks.emplace_back(Constraint::text());
  } else {
    for (table_schema::column& c : to.columns) {
      if (c.name != Constraint::column()) continue;
      (kind == constraint::generated ? c.generated_text : c.default_text) = Constraint::text();
    }
  }
}

template <class Table>
struct schema_maker;
template <fixed_string Name, class Row, class... Constraints>
struct schema_maker<table<Name, Row, Constraints...>> {
  [[nodiscard]] static table_schema make() {
    table_schema s = plain_schema(Name.view(), columns<Row>);
    (add_constraint<Constraints>(s), ...);
    return s;
  }
};

}  // namespace detail

template <class Table>
[[nodiscard]] table_schema schema_of() {
  return detail::schema_maker<Table>::make();
}

}  // namespace helios::typed

#if HELIOS_HEADER_ONLY
#include <helios/typed/impl/table_schema.ipp>
#endif
