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
    // date time timestamp timestamptz interval | uuid
    /* unknown     */ "iiiiiiiiiiiiiiiiii",
    /* boolean     */ ".i.e....aaa.......",
    /* int2        */ "..iiiiiiaaa.......",
    /* int4        */ ".eaiiiiiaaa.......",
    /* int8        */ "..aaiiiiaaa.......",
    /* float4      */ "..aaaiiaaaa.......",
    /* float8      */ "..aaaaiaaaa.......",
    /* numeric     */ "..aaaiiiaaa.......",
    /* text        */ ".eeeeeeeiiieeeeeee",
    /* varchar     */ ".eeeeeeeiiieeeeeee",
    /* bpchar      */ ".eeeeeeeiiieeeeeee",
    /* bytea       */ "........aaai......",
    /* date        */ "........aaa.i.ii..",
    /* time        */ "........aaa..i..i.",
    /* timestamp   */ "........aaa.aaii..",
    /* timestamptz */ "........aaa.aaai..",
    /* interval    */ "........aaa..a..i.",
    /* uuid        */ "........aaa......i",
};

}  // namespace detail

cast_rule find_cast(type_id from, type_id to) noexcept {
  switch (detail::cast_square[static_cast<std::size_t>(from)][static_cast<std::size_t>(to)]) {
    case 'i': return cast_rule::always;
    case 'a': return cast_rule::on_assignment;
    case 'e': return cast_rule::on_request;
  }
  return cast_rule::none;
}

void throw_cannot_cast(type_id from, type_id to) {
  throw error(errc::cannot_coerce,
              "cannot cast type " + std::string(name(from)) + " to " + std::string(name(to)));
}

type_id common_type(type_id a, type_id b) noexcept {
  if (a == b || b == type_id::unknown) return a;
  if (a == type_id::unknown) return b;
  if (category(a) != category(b)) return type_id::unknown;
  // The newcomer wins where a converts to it unasked and not the other way, unless a is the
  // preferred type.
  if (!is_preferred(a) && find_cast(a, b) == cast_rule::always &&
      find_cast(b, a) != cast_rule::always)
    return b;
  return find_cast(b, a) == cast_rule::always ? a : type_id::unknown;
}

}  // namespace helios::types
