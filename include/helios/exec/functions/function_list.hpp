// helios/exec/functions/function_list.hpp -- where each family of functions puts its overloads.
#pragma once

#include <helios/config.hpp>
#include <helios/exec/function.hpp>

#include <vector>

namespace helios::exec {

using function_list = std::vector<overload>;

}  // namespace helios::exec
