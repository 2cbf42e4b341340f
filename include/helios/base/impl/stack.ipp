// helios/base/impl/stack.ipp -- asks the thread library, once per thread.
#pragma once

#include <helios/base/stack.hpp>

#include <helios/base/error.hpp>

#include <pthread.h>

namespace helios {

namespace detail {

stack_bounds find_stack() noexcept {
  stack_bounds found;
  ::pthread_attr_t attributes;
  if (::pthread_getattr_np(::pthread_self(), &attributes) != 0) return found;
  void* low = nullptr;
  std::size_t size = 0;
  if (::pthread_attr_getstack(&attributes, &low, &size) == 0) {
    found.floor = reinterpret_cast<std::uintptr_t>(low) + spared_stack;
    found.top = reinterpret_cast<std::uintptr_t>(low) + size;
  }
  ::pthread_attr_destroy(&attributes);
  return found;
}

void throw_short_stack() {
  throw error(errc::statement_too_complex, "stack depth limit exceeded")
      .detail("The statement is nested deeper than the stack of this thread allows.")
      .hint("Nest it less, or run it in a thread with a larger stack.");
}

}  // namespace detail

std::uintptr_t stack_floor() noexcept {
  detail::stack_bounds const& own = detail::own_stack();
  // A thread's stack is seldom smaller than 512 KiB, and the caller stands somewhere in it.
  constexpr std::size_t usual = std::size_t{384} << 10;
  std::uintptr_t const here = stack_pointer();
  bool const inside = here < own.top && here + spared_stack >= own.floor;
  return inside ? own.floor : here - usual;
}

}  // namespace helios
