// helios/base/views.hpp -- what makes a class a view, to the standard library and to range-v3 where
// it is installed.
#pragma once

#include <concepts>
#include <span>  // declares std::ranges::enable_view, as <ranges> does, in a quarter of the time

#if __has_include(<range/v3/range_fwd.hpp>)
#include <range/v3/range_fwd.hpp>
#endif

namespace helios {

/// A view of the standard library's alone: range-v3 wants copies.
struct move_only_view {};

#if __has_include(<range/v3/range_fwd.hpp>)
struct view_base : move_only_view, ::ranges::view_base {};
#else
struct view_base : move_only_view {};
#endif

}  // namespace helios

template <class T>
  requires std::derived_from<T, helios::move_only_view>
inline constexpr bool std::ranges::enable_view<T> = true;
