// helios/api/impl/system_tables.ipp -- finding a system table, and making its rows when they are
// wanted.
#pragma once

#include <helios/api/system_tables.hpp>

#include <helios/api/impl/system_tables/table_list.hpp>

namespace helios::api {

namespace detail {

void expect_arguments(std::string_view name, arguments given, std::size_t least, std::size_t most) {
  if (given.size() < least || given.size() > most) {
    throw error(errc::undefined_function, "function " + std::string(name) +
                                              " does not exist with " +
                                              std::to_string(given.size()) + " arguments");
  }
  for (types::value const& v : given) {
    if (v.is_null())
      throw error(errc::null_value_not_allowed,
                  "arguments of " + std::string(name) + " cannot be NULL");
  }
}

class system_source final : public plan::row_source {
 public:
  system_source(system_table const& of, std::function<system_state()> state)
      : of_(&of), state_(std::move(state)) {}
  [[nodiscard]] std::string name() const override { return std::string(of_->name); }
  [[nodiscard]] system_rows fetch(std::span<types::value const> given) const override {
    return of_->rows(state_(), given);
  }

 private:
  system_table const* of_;
  std::function<system_state()> state_;
};

[[nodiscard]] inline std::vector<system_table> const& system_tables() {
  static std::vector<system_table> const all = [] {
    std::vector<system_table> tables;
    add_history_tables(tables);
    add_information_schema(tables);
    add_catalog_tables(tables);
    return tables;
  }();
  return all;
}

}  // namespace detail

std::shared_ptr<plan::row_source const> find_system_table(std::string_view schema,
                                                          std::string_view name,
                                                          std::vector<plan::column>& columns,
                                                          std::function<system_state()> state) {
  // Without a schema, those of pg_catalog are found, as in PostgreSQL.
  std::string_view const in = schema.empty() ? std::string_view("pg_catalog") : schema;
  for (detail::system_table const& t : detail::system_tables()) {
    if (t.name != name || t.schema != in) continue;
    columns.clear();
    for (detail::system_column const& c : t.columns)
      columns.push_back({0, c.type, std::string(c.name)});
    return std::make_shared<detail::system_source>(t, std::move(state));
  }
  return nullptr;
}

}  // namespace helios::api
