// helios/base/stack.hpp -- how far the calling thread may recurse.
//
// Shape     whatever recurses along the nesting of a text, a tree or a plan calls check_stack() at
//           each level; what undoes itself (destructors) does not recurse
// Holds     (S1) below the point where stack_is_short() turns true lie `spared_stack` bytes: room
//           for what calls no check itself
// Threads   about the calling one
// Errors    54001. Where the thread library does not know the stack, as with fibers, stack_floor()
//           gives its callers what the smallest usual one has
// Cost      1 ns; once per thread 0.1 us, in a program's first thread, whose bounds the system has
//           to look up, 50 us
#pragma once

#include <helios/config.hpp>

#include <cstddef>
#include <cstdint>

namespace helios {

#if HELIOS_ADDRESS_SANITIZER || defined(__SANITIZE_THREAD__)
inline constexpr std::size_t spared_stack = std::size_t{256} << 10;  // frames are as much larger
#else
inline constexpr std::size_t spared_stack = std::size_t{64} << 10;
#endif

/// The address of the caller's frame. Addresses of locals would mislead: a sanitizer moves them to
/// the heap.
[[nodiscard]] inline std::uintptr_t stack_pointer() noexcept {
  return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
}

namespace detail {

/// Where the thread's stack is: from top down to floor, and spared_stack below.
struct stack_bounds {
  std::uintptr_t floor = 0, top = 0;  // both 0: not known

  [[nodiscard]] bool has(std::uintptr_t at) const noexcept { return at - floor < top - floor; }
};
[[nodiscard]] HELIOS_DECL stack_bounds find_stack() noexcept;
/// The calling thread's.
[[nodiscard]] inline stack_bounds const& own_stack() noexcept {
  static thread_local stack_bounds const own = find_stack();
  return own;
}
[[noreturn]] HELIOS_DECL void throw_short_stack();

}  // namespace detail

/// The address that stack_pointer() should not fall below.
[[nodiscard]] HELIOS_DECL std::uintptr_t stack_floor() noexcept;
[[nodiscard]] inline bool stack_is_short() noexcept {
  std::uintptr_t const here = stack_pointer();
  return !detail::own_stack().has(here) && here < stack_floor();
}

/// 54001 where the stack is short.
inline void check_stack() {
  if (stack_is_short()) detail::throw_short_stack();
}

}  // namespace helios

#if HELIOS_HEADER_ONLY
#include <helios/base/impl/stack.ipp>
#endif
