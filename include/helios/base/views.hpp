// helios/base/views.hpp -- what makes a class a view, to the standard library and to range-v3 where
// it is installed.
#pragma once

#include <ranges>

#if __has_include(<range/v3/range_fwd.hpp>)

#include <range/v3/range_fwd.hpp>

namespace helios {
struct view_base : std::ranges::view_base, ::ranges::view_base {};
}  // namespace helios

#else

namespace helios {
using view_base = std::ranges::view_base;
}  // namespace helios

#endif
