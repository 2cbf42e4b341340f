// helios/typed/table_schema.hpp -- a typed table as data, and the SQL that makes it.
//
// Shape     schema_of<users>(); create_texts(schema): CREATE TABLE, then an index each; the
//           ..._text() functions are the parts that ALTER TABLE takes, too
// Threads   stateless
// Errors    none: what is wrong with a table of the program does not compile
#pragma once

#include <helios/config.hpp>
#include <helios/typed/table.hpp>

#include <array>
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
    enum_schema const* labels = nullptr;  // of an enumeration, or an array of it
  };
  // Without a name each gets that of PostgreSQL.
  struct key {
    constraint kind{};
    std::vector<std::string> columns;
    std::string name;
  };
  struct reference {
    std::vector<std::string> columns;
    std::string table;
    std::vector<std::string> referenced;
    action on_delete{}, on_update{};
    std::string name;
  };
  struct condition {
    std::string text, name;
  };
  std::string name;  // s.t: in a schema
  std::vector<column> columns;
  std::vector<key> keys;  // primary key, unique, indexes
  std::vector<reference> references;
  std::vector<condition> checks;
};

[[nodiscard]] HELIOS_DECL std::vector<std::string> create_texts(table_schema const& of);

/// The enumerations of a table's columns, each once.
[[nodiscard]] HELIOS_DECL std::vector<enum_schema const*> enumerations_of(table_schema const& of);
/// CREATE TYPE mood AS ENUM ('sad', 'happy')
[[nodiscard]] HELIOS_DECL std::string create_text(enum_schema const& of);
/// integer; of an enumeration, its name.
[[nodiscard]] HELIOS_DECL std::string type_text(table_schema::column const& c);

/// age integer NOT NULL DEFAULT 0
[[nodiscard]] HELIOS_DECL std::string column_text(table_schema::column const& c);
/// CONSTRAINT name UNIQUE (a, b).  Requires no index.
[[nodiscard]] HELIOS_DECL std::string constraint_text(table_schema::key const& k);
[[nodiscard]] HELIOS_DECL std::string constraint_text(table_schema::condition const& c);
[[nodiscard]] HELIOS_DECL std::string constraint_text(table_schema::reference const& r);
/// CREATE INDEX ON t (a, b).  Requires an index.
[[nodiscard]] HELIOS_DECL std::string index_text(table_schema const& of,
                                                 table_schema::key const& k);
/// (a, b)
[[nodiscard]] HELIOS_DECL std::string bracketed(std::span<std::string const> names);
/// In quotes where SQL wants them; "s.t" is a table of a schema.
[[nodiscard]] HELIOS_DECL std::string quoted(std::string_view name);

namespace detail {

/// Says of a table what a constraint says.
using constraint_adder = void (*)(table_schema& to);
[[nodiscard]] HELIOS_DECL table_schema make_schema(std::string_view name,
                                                   std::span<column_schema const> columns,
                                                   std::span<constraint_adder const> constraints);

using name_span = std::span<std::string_view const>;
HELIOS_DECL void add_key(table_schema& to, constraint kind, name_span columns,
                         std::string_view name);
/// Without a table: the one that it stands in.
HELIOS_DECL void add_reference(table_schema& to, name_span columns, std::string_view table,
                               name_span referenced, action on_delete, action on_update,
                               std::string_view name);
HELIOS_DECL void add_check(table_schema& to, std::string text, std::string_view name);
HELIOS_DECL void add_column_text(table_schema& to, constraint kind, std::string_view column,
                                 std::string_view text);

template <class Constraint>
void add_constraint(table_schema& to) {
  constexpr constraint kind = Constraint::kind;
  std::string_view name;
  if constexpr (requires { Constraint::constraint_name(); }) name = Constraint::constraint_name();
  if constexpr (kind == constraint::primary_key || kind == constraint::unique ||
                kind == constraint::index) {
    add_key(to, kind, Constraint::key_columns::names, name);
  } else if constexpr (kind == constraint::references) {
    using other = typename Constraint::other;
    std::string_view table;
    if constexpr (!std::same_as<other, self>) table = other::name();
    add_reference(to, Constraint::key_columns::names, table, Constraint::referenced::names,
                  Constraint::on_delete, Constraint::on_update, name);
  } else if constexpr (kind == constraint::check) {
    add_check(to, Constraint::text(), name);
  } else if constexpr (kind == constraint::default_value || kind == constraint::generated) {
    add_column_text(to, kind, Constraint::column(), Constraint::text());
  }
}

template <class Table>
struct schema_maker;
template <fixed_string Name, class Row, class... Constraints>
struct schema_maker<table<Name, Row, Constraints...>> {
  [[nodiscard]] static table_schema make() {
    constexpr std::array<constraint_adder, sizeof...(Constraints)> all{
        &add_constraint<Constraints>...};
    return make_schema(Name.view(), table<Name, Row, Constraints...>::columns, all);
  }
};

}  // namespace detail

template <class Table>
[[nodiscard]] table_schema schema_of() {
  return detail::schema_maker<Table>::make();
}

/// What makes the schema of a table.
using schema_function = table_schema (*)();

}  // namespace helios::typed

#if HELIOS_HEADER_ONLY
#include <helios/typed/impl/table_schema.ipp>
#endif
