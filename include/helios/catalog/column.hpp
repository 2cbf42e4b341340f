// helios/catalog/column.hpp -- one column of a table as its definition says it.
//
// Shape     expressions are kept as SQL text; who evaluates them is catalog/expression_source.hpp
#pragma once

#include <helios/catalog/object.hpp>
#include <helios/types/data_type.hpp>

#include <optional>

namespace helios::catalog {

/// Who gives a column its values. The numbers are part of the file format.
///
///     by_default, always   GENERATED .. AS IDENTITY: the column's sequence
///     row_id               INTEGER PRIMARY KEY: one more than the greatest key, or the greatest
///                          that was ever drawn
///     autoincrement        the same, for NULL too: SQLite's AUTOINCREMENT
enum class identity_kind : std::uint8_t { none, by_default, always, row_id, autoincrement };

[[nodiscard]] constexpr bool is_enumerator(identity_kind k) noexcept {
  return k <= identity_kind::autoincrement;
}

struct column_definition {
  column_id id{};
  std::string name;
  types::data_type type;
  bool not_null = false;
  std::optional<std::string> default_text;
  /// Its values come from here when none is given: serial and identity columns.
  object_id sequence{};
  identity_kind identity = identity_kind::none;
  /// GENERATED ALWAYS AS (...) STORED.
  std::optional<std::string> generated_text;
  friend bool operator==(column_definition const&, column_definition const&) = default;
};

}  // namespace helios::catalog
