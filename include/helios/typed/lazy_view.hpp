// helios/typed/lazy_view.hpp -- what makes a class a view, to the standard library and to range-v3
// where it is installed.
#pragma once

#include <ranges>

#if __has_include(<range/v3/range_fwd.hpp>)
#include <range/v3/range_fwd.hpp>

namespace helios::typed {
struct lazy_view : std::ranges::view_base, ::ranges::view_base {};
}  // namespace helios::typed

#else

namespace helios::typed {
struct lazy_view : std::ranges::view_base {};
}  // namespace helios::typed

#endif
