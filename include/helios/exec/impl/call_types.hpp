// helios/exec/impl/call_types.hpp -- which enumerations and arrays a call takes and gives.
//
// Shape     a signature says "enumeration", "array" and "any"; a call is over one enumeration, and
//           its arrays, and any elements beside them, are of one type
// Errors    42883 they are of several; 42804 no argument says what the elements are
#pragma once

#include <helios/exec/expression.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace helios::exec::detail {

struct call_types {
  std::vector<data_type> arguments;
  data_type result;
};

[[nodiscard]] HELIOS_DECL call_types types_of_call(std::string_view name, resolved_call const& call,
                                                   std::span<data_type const> given);

}  // namespace helios::exec::detail
