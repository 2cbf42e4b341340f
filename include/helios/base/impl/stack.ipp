// helios/base/impl/stack.ipp -- asks the thread library.
#pragma once

#include <helios/base/stack.hpp>

#include <cstdint>

#include <pthread.h>

namespace helios {

std::size_t stack_left() noexcept {
  ::pthread_attr_t attributes;
  if (::pthread_getattr_np(::pthread_self(), &attributes) != 0) return usual_stack;
  void* low = nullptr;
  std::size_t size = 0;
  bool const known = ::pthread_attr_getstack(&attributes, &low, &size) == 0;
  ::pthread_attr_destroy(&attributes);
  if (!known) return usual_stack;
  auto const here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  auto const lowest = reinterpret_cast<std::uintptr_t>(low);
  return here > lowest ? here - lowest : 0;
}

}  // namespace helios
