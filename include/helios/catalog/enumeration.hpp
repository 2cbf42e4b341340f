// helios/catalog/enumeration.hpp -- the definition of an enumeration: CREATE TYPE .. AS ENUM.
//
// Shape     rows hold the numbers of labels (types/enumeration.hpp), tables the enumeration's id:
//           what renames it or adds a label changes nothing but this row
// Holds     (N1) labels ascend by number; no two have one text
//           (N2) dependents are exactly the tables with a column of it. Being here, whatever comes
//           to use a type changes its row, and loses against a concurrent DROP TYPE.
// Laws      decode_enumeration(encode(e)) == e
// Errors    decode_enumeration: XX001
#pragma once

#include <helios/catalog/object.hpp>
#include <helios/types/data_type.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace helios::catalog {

struct enumeration_definition {
  object_id id{};
  object_id schema{};
  std::string name;
  std::vector<types::enumeration_label> labels;
  std::vector<object_id> dependents;  // ascending
  friend bool operator==(enumeration_definition const&, enumeration_definition const&) = default;
};
using enumeration_ptr = std::shared_ptr<enumeration_definition const>;

/// The type of a column of it.
[[nodiscard]] HELIOS_DECL types::data_type type_of(enumeration_definition const& e);

[[nodiscard]] HELIOS_DECL object_row encode(enumeration_definition const& e);
[[nodiscard]] HELIOS_DECL enumeration_definition decode_enumeration(object_row const& row);

/// What two sides made of one definition; nothing: both changed its labels, differently.
[[nodiscard]] HELIOS_DECL std::optional<enumeration_definition> merge_enumerations(
    enumeration_definition const& base, enumeration_definition const& ours,
    enumeration_definition const& theirs);

}  // namespace helios::catalog

#if HELIOS_HEADER_ONLY
#include <helios/catalog/impl/enumeration.ipp>
#endif
