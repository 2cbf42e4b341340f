// helios/types/cast_rules.hpp -- which type becomes which, and when the binder may do it unasked.
//
// Shape     PostgreSQL's pg_cast for these types, and its rule for text: every type becomes a
//           string on assignment and is read from one explicitly; `unknown` literals become
//           anything implicitly. One enumeration never becomes another, an
//           array what its elements become.
// Source    pg_cast of PostgreSQL 15; tests/types/cast_rules.cpp holds it as a table
#pragma once

#include <helios/types/data_type.hpp>

namespace helios::types {

/// Where a conversion stands; an earlier one permits fewer.
enum class cast_context : std::uint8_t {
  implicit,    // an operand or argument, unasked
  assignment,  // the value of a column in INSERT, UPDATE, DEFAULT
  explicit_,   // CAST(x AS t), x::t
};

/// What a pair of types permits. A permission includes those before it.
enum class cast_rule : std::uint8_t { none, on_request, on_assignment, always };

[[nodiscard]] HELIOS_DECL cast_rule find_cast(data_type from, data_type to) noexcept;

[[nodiscard]] constexpr bool permits(cast_rule rule, cast_context context) noexcept {
  switch (context) {
    case cast_context::implicit: return rule == cast_rule::always;
    case cast_context::assignment: return rule >= cast_rule::on_assignment;
    case cast_context::explicit_: return rule >= cast_rule::on_request;
  }
  HELIOS_UNREACHABLE();
}

/// 42846 "cannot cast type uuid to integer".
[[noreturn]] HELIOS_DECL void throw_cannot_cast(data_type from, data_type to);

/// The type that UNION, CASE, VALUES, COALESCE and arrays give two of their members: nothing found
/// is type_id::unknown. Applied from left to right (PostgreSQL manual, 10.5). Without modifiers.
[[nodiscard]] HELIOS_DECL data_type common_type(data_type a, data_type b) noexcept;

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/cast_rules.ipp>
#endif
