// helios/exec/functions/registry.hpp -- which function a call means: names, argument types, casts.
//
// Shape     a call's arguments are types; `unknown` is a literal or NULL without one
// Threads   any: the table is built once, then only read
// Errors    42883 no function matches; 42725 several do, equally well
// Source    PostgreSQL manual, 10.2 and 10.3, its steps in their order. Operators are functions.
#pragma once

#include <helios/exec/functions/function_list.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace helios::exec {

struct resolved_call {
  overload const* function = nullptr;
  /// What each argument must be cast to before the call.
  std::vector<type_id> arguments;
};

/// Requires a name in lower case, != written <>.
[[nodiscard]] HELIOS_DECL resolved_call resolve(std::string_view name,
                                                std::span<data_type const> arguments);
/// All overloads of a name; empty: there is no such function.
[[nodiscard]] HELIOS_DECL std::span<overload const> find_overloads(std::string_view name);
[[nodiscard]] HELIOS_DECL bool is_operator(std::string_view name) noexcept;

namespace detail {
/// varchar stands for text wherever nothing takes varchar itself.
[[nodiscard]] constexpr type_id plain(type_id t) noexcept {
  return t == type_id::varchar ? type_id::text : t;
}
/// An argument of this type may be given for such a parameter, cast if need be.
[[nodiscard]] HELIOS_DECL bool accepts(type_id argument, type_id parameter) noexcept;
/// 42883, or 42725 if several fit.
[[noreturn]] HELIOS_DECL void throw_unresolved(std::string_view name,
                                               std::span<data_type const> arguments, bool several);
}  // namespace detail

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/functions/impl/registry.ipp>
#endif
