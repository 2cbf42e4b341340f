// helios/base/impl/stack.ipp -- asks the thread library, once per thread.
#pragma once

#include <helios/base/stack.hpp>

#include <helios/base/error.hpp>

#include <pthread.h>

namespace helios {

namespace detail {

struct stack_bounds {
  std::uintptr_t floor = 0, top = 0;  // top 0: not known

  stack_bounds() noexcept {
    ::pthread_attr_t attributes;
    if (::pthread_getattr_np(::pthread_self(), &attributes) != 0) return;
    void* low = nullptr;
    std::size_t size = 0;
    if (::pthread_attr_getstack(&attributes, &low, &size) == 0) {
      floor = reinterpret_cast<std::uintptr_t>(low) + spared_stack;
      top = reinterpret_cast<std::uintptr_t>(low) + size;
    }
    ::pthread_attr_destroy(&attributes);
  }
};

}  // namespace detail

std::uintptr_t stack_floor() noexcept {
  static thread_local detail::stack_bounds const own;
  // A thread's stack is seldom smaller than 512 KiB, and the caller stands somewhere in it.
  constexpr std::size_t usual = std::size_t{384} << 10;
  std::uintptr_t const here = stack_pointer();
  bool const known = here < own.top && here + spared_stack >= own.floor;
  if (known) return own.floor;
  return here - usual;
}

bool stack_is_short() noexcept { return stack_pointer() < stack_floor(); }

void check_stack() {
  if (!stack_is_short()) return;
  throw error(errc::statement_too_complex, "stack depth limit exceeded")
      .detail("The statement is nested deeper than the stack of this thread allows.")
      .hint("Nest it less, or run it in a thread with a larger stack.");
}

}  // namespace helios
