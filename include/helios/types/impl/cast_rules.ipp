// helios/types/impl/cast_rules.ipp -- pg_cast as a square.
#pragma once

#include <helios/base/error.hpp>
#include <helios/types/cast_rules.hpp>

#include <array>
#include <string>

namespace helios::types {

namespace detail {

// One row per source, one column per target, both in the order of type_id; the diagonal is always.
//   i always   a on assignment   e on request   . none
inline constexpr std::array<std::string_view, type_count> cast_square{
    // unknown boolean | int2 int4 int8 float4 float8 numeric | text varchar bpchar | bytea |
    // date time timestamp timestamptz interval | uuid | enumeration |
    // json jsonb | array vector
    /* unknown     */ "iiiiiiiiiiiiiiiiiiiiiii",
    /* boolean     */ ".i.e....aaa............",
    /* int2        */ "..iiiiiiaaa............",
    /* int4        */ ".eaiiiiiaaa............",
    /* int8        */ "..aaiiiiaaa............",
    /* float4      */ "..aaaiiaaaa............",
    /* float8      */ "..aaaaiaaaa............",
    /* numeric     */ "..aaaiiiaaa............",
    /* text        */ ".eeeeeeeiiieeeeeeeeeeee",
    /* varchar     */ ".eeeeeeeiiieeeeeeeeeeee",
    /* bpchar      */ ".eeeeeeeiiieeeeeeeeeeee",
    /* bytea       */ "........aaai...........",
    /* date        */ "........aaa.i.ii.......",
    /* time        */ "........aaa..i..i......",
    /* timestamp   */ "........aaa.aaii.......",
    /* timestamptz */ "........aaa.aaai.......",
    /* interval    */ "........aaa..a..i......",
    /* uuid        */ "........aaa......i.....",
    /* enumeration */ "........aaa.......i....",
    /* json        */ "........aaa........ia..",
    /* jsonb       */ ".eeeeeeeaaa........ai..",
    /* array       */ "........aaa..........ia",
    /* vector      */ "........aaa..........ai",
};

/// As pgvector has it, to real[] unasked; and on request to arrays of other numbers.
[[nodiscard]] inline cast_rule cast_of_vector(data_type element) noexcept {
  if (element.id == type_id::float4) return cast_rule::always;
  return category(element.id) == type_category::numeric ? cast_rule::on_request : cast_rule::none;
}

}  // namespace detail

cast_rule find_cast(data_type from, data_type to) noexcept {
  if (from.id == type_id::enumeration && to.id == type_id::enumeration)
    return same_enumeration(from, to) ? cast_rule::always : cast_rule::none;
  if (from.id == type_id::array && to.id == type_id::array) {
    bool const any = from.element == type_id::unknown || to.element == type_id::unknown;
    return any ? cast_rule::always : find_cast(element_of(from), element_of(to));
  }
  if (from.id == type_id::vector && to.id == type_id::array)
    return detail::cast_of_vector(element_of(to));
  if (from.id == type_id::array && to.id == type_id::vector &&
      category(from.element) != type_category::numeric)
    return cast_rule::none;
  switch (detail::cast_square[static_cast<std::size_t>(from.id)][static_cast<std::size_t>(to.id)]) {
    case 'i': return cast_rule::always;
    case 'a': return cast_rule::on_assignment;
    case 'e': return cast_rule::on_request;
  }
  return cast_rule::none;
}

void throw_cannot_cast(data_type from, data_type to) {
  throw error(errc::cannot_coerce, "cannot cast type " + name(from) + " to " + name(to));
}

data_type common_type(data_type a, data_type b) noexcept {
  if (same_enumeration(a, b)) return a.constrained() ? a : b;
  if (b.id == type_id::unknown) return without_modifiers(a);
  if (a.id == type_id::unknown) return without_modifiers(b);
  if (a.id == b.id && !has_kinds(a.id)) return a.id;
  if (category(a.id) != category(b.id)) return type_id::unknown;
  // The newcomer wins where a converts to it unasked and not the other way, unless a is the
  // preferred type.
  if (!is_preferred(a.id) && find_cast(a, b) == cast_rule::always &&
      find_cast(b, a) != cast_rule::always)
    return without_modifiers(b);
  return find_cast(b, a) == cast_rule::always ? without_modifiers(a) : type_id::unknown;
}

}  // namespace helios::types
