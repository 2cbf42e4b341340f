// helios/base/large_memory.hpp -- memory whose large blocks the system may map by large pages.
//
// Shape     allocate_memory, free_memory   as operator new and delete
//           large_allocator<T>             the same for containers
//           A block of at least 2 MiB begins where a large page does and asks for such pages
//           (transparent huge pages: where the system gives none it has small ones).
// Errors    std::bad_alloc
// Cost      a block below 2 MiB: operator new's. Memory touched first costs a page fault for each
//           page: 4 KiB 0.5 to 3 us, 2 MiB about 100 us.
#pragma once

#include <helios/config.hpp>

#include <cstddef>
#include <limits>
#include <new>

namespace helios {

inline constexpr std::size_t large_page = std::size_t{2} << 20;

[[nodiscard]] HELIOS_DECL void* allocate_memory(std::size_t size);
/// The size as it was allocated.
HELIOS_DECL void free_memory(void* at, std::size_t size) noexcept;

template <class T>
class large_allocator {
 public:
  using value_type = T;

  large_allocator() = default;
  template <class U>
  large_allocator(large_allocator<U> const&) noexcept {}  // NOLINT: allocators convert

  [[nodiscard]] T* allocate(std::size_t n) {
    static_assert(alignof(T) <= alignof(std::max_align_t));
    if (n > std::numeric_limits<std::size_t>::max() / sizeof(T)) throw std::bad_array_new_length();
    return static_cast<T*>(allocate_memory(n * sizeof(T)));
  }
  void deallocate(T* at, std::size_t n) noexcept { free_memory(at, n * sizeof(T)); }
  friend bool operator==(large_allocator const&, large_allocator const&) noexcept { return true; }
};

}  // namespace helios

#if HELIOS_HEADER_ONLY
#include <helios/base/impl/large_memory.ipp>
#endif
