// helios/base/impl/large_memory.ipp -- see helios/base/large_memory.hpp
#pragma once

#include <helios/base/large_memory.hpp>

#include <sys/mman.h>

namespace helios {

void* allocate_memory(std::size_t size) {
  if (size < large_page) return ::operator new(size);
  void* const at = ::operator new (size, std::align_val_t{large_page});
#if defined(MADV_HUGEPAGE)
  static_cast<void>(::madvise(at, size / large_page * large_page, MADV_HUGEPAGE));  // advice only
#endif
  return at;
}

void free_memory(void* at, std::size_t size) noexcept {
  if (size < large_page) return ::operator delete(at);
  ::operator delete (at, std::align_val_t{large_page});
}

}  // namespace helios
