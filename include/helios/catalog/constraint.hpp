// helios/catalog/constraint.hpp -- what the rows of a table promise.
//
// Shape     NOT NULL is a flag of its column (catalog/column.hpp); everything else is one of these
#pragma once

#include <helios/catalog/object.hpp>

#include <vector>

namespace helios::catalog {

/// The numbers are part of the file format.
enum class constraint_kind : std::uint8_t {
  primary_key = 1,
  unique = 2,
  check = 3,
  foreign_key = 4
};
enum class match_kind : std::uint8_t { simple, full };
/// What happens to the children of a row that goes away or changes its key.
enum class key_action : std::uint8_t { no_action, restrict, cascade, set_null, set_default };

/// Whether a number out of a file is one of these; of ids every number is.
[[nodiscard]] constexpr bool is_enumerator(constraint_kind k) noexcept {
  return k >= constraint_kind::primary_key && k <= constraint_kind::foreign_key;
}
[[nodiscard]] constexpr bool is_enumerator(match_kind k) noexcept { return k <= match_kind::full; }
[[nodiscard]] constexpr bool is_enumerator(key_action a) noexcept {
  return a <= key_action::set_default;
}

struct constraint_definition {
  object_id id{};
  std::string name;
  constraint_kind kind{};
  std::vector<column_id> columns;  // check: none
  std::string text;                // check: the condition
  object_id index{};               // unique: what keeps it
  // Foreign keys.
  object_id referenced{};
  std::vector<column_id> referenced_columns;  // a primary key or unique constraint there
  match_kind match = match_kind::simple;
  key_action on_delete = key_action::no_action;
  key_action on_update = key_action::no_action;
  friend bool operator==(constraint_definition const&, constraint_definition const&) = default;
};

}  // namespace helios::catalog
