// helios/typed/impl/stored_tables.hpp -- what a migration asks the database.
#pragma once

#include <helios/catalog/sequence.hpp>
#include <helios/catalog/table.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace helios::typed {

class stored_tables {
 public:
  virtual ~stored_tables() = default;
  /// By its name in SQL; nullptr: there is none.
  [[nodiscard]] virtual catalog::table_ptr find(std::string_view name) = 0;
  [[nodiscard]] virtual catalog::table_ptr find(catalog::object_id id) = 0;
  /// An enumeration by its name in SQL; nothing: there is none.
  [[nodiscard]] virtual std::optional<types::data_type> find_type(std::string_view name) = 0;
  [[nodiscard]] virtual catalog::sequence_ptr find_sequence(catalog::object_id id) = 0;
  /// Whether a query has rows.
  [[nodiscard]] virtual bool any(std::string const& query) = 0;
};

}  // namespace helios::typed
