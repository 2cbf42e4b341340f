// helios/types/enumeration.hpp -- SQL enumerations: what a data_type and a value say by number.
//
// Shape     a definition is its number in the catalog, a name and labels; each label has a number
//           of its own, which is what rows and keys hold, so that all order as the labels were
//           declared. Numbers leave gaps: a label finds room between two others, and none changes
//           data_type::precision is the number of the definition in this process, not in a file:
//             data_type{enumeration, 3}  --definition_of-->  {1031, "mood", {-65536 sad, 0 ok}}
//           enumerator, 8 bytes:  0  4  number of the label
//                                 4  4  number of the definition
// Holds     (E1) two definitions that are the same, number for number, are one: comparing types
//           compares their numbers
//           (E2) a definition once known is never changed or forgotten. ALTER TYPE makes another
//           with the same identity; older states of the database go on with the older one
// Threads   any; only making a definition takes a lock
// Errors    22P02 no such label; XX001 a number that no label has
// Cost      each definition is kept until the process ends: some hundred bytes
#pragma once

#include <helios/config.hpp>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace helios::types {

struct enumeration_label {
  std::int32_t number = 0;
  std::string text;
  friend bool operator==(enumeration_label const&, enumeration_label const&) = default;
};

struct enumeration {
  std::uint64_t identity = 0;  ///< the type's in its catalog; it stays when name and labels change
  std::string name;
  std::vector<enumeration_label> labels;  ///< by ascending number
  friend bool operator==(enumeration const&, enumeration const&) = default;

  /// The number of a label; nothing: there is none of this text.
  [[nodiscard]] HELIOS_DECL std::optional<std::int32_t> find(std::string_view label) const noexcept;
  /// nullptr: no label has the number.
  [[nodiscard]] HELIOS_DECL std::string const* find(std::int32_t number) const noexcept;
};

/// A value of an enumeration. Those of one type compare; of several, the numbers mean nothing.
struct enumerator {
  std::int32_t number = 0;
  std::int32_t definition = -1;  ///< data_type::precision
  friend constexpr bool operator==(enumerator a, enumerator b) noexcept {
    return a.number == b.number;
  }
  friend constexpr std::strong_ordering operator<=>(enumerator a, enumerator b) noexcept {
    return a.number <=> b.number;
  }
};
static_assert(sizeof(enumerator) == 8);

/// The number of a definition in this process.  Requires labels by ascending number.
[[nodiscard]] HELIOS_DECL std::int32_t number_of(enumeration definition);
/// Requires a number that number_of() gave.
[[nodiscard]] HELIOS_DECL enumeration const& definition_of(std::int32_t number) noexcept;
/// The numbers of all definitions are those below.
[[nodiscard]] HELIOS_DECL std::int32_t definition_count() noexcept;
/// The name as SQL has it: in quotation marks if it needs them.
[[nodiscard]] HELIOS_DECL std::string shown_name(enumeration const& e);

/// Labels numbered with as much room between and around them as there is.
[[nodiscard]] HELIOS_DECL std::vector<enumeration_label> number_labels(
    std::vector<std::string> const& texts);
/// The number of a label that comes at `position` among those that are there; nothing: no number is
/// left between the two that would be its neighbours.
[[nodiscard]] HELIOS_DECL std::optional<std::int32_t> number_between(
    std::vector<enumeration_label> const& labels, std::size_t position) noexcept;

/// 22P02 `invalid input value for enum mood: "x"`.  Requires the number of a definition.
[[nodiscard]] HELIOS_DECL enumerator parse_enumerator(std::string_view label,
                                                      std::int32_t definition);
/// XX001
[[nodiscard]] HELIOS_DECL std::string_view label_of(enumerator e);
/// The label of the same number, if the definition is of the same enumeration, or else of the same
/// text.
[[nodiscard]] HELIOS_DECL enumerator to_definition(enumerator e, std::int32_t definition);

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/enumeration.ipp>
#endif
