// tests/support/replaced_new.hpp -- operators new and delete of a program that watches its memory:
// one source includes this and defines the three functions below.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>

namespace helios::test {

/// Whether the next allocation may succeed.
[[nodiscard]] bool may_allocate() noexcept;
/// What was allocated, and what is about to be freed; never null.
void was_allocated(void* at) noexcept;
void will_be_freed(void* at) noexcept;

namespace replaced_new_detail {

[[nodiscard]] inline void* take(std::size_t size, std::size_t alignment = 1) noexcept {
  if (!may_allocate()) return nullptr;
  void* const at =
      alignment <= alignof(std::max_align_t)
          ? std::malloc(size)
          : std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
  if (at != nullptr) was_allocated(at);
  return at;
}
[[nodiscard]] inline void* take_or_throw(std::size_t size, std::size_t alignment = 1) {
  void* const at = take(size, alignment);
  if (at == nullptr) throw std::bad_alloc();
  return at;
}
inline void give(void* at) noexcept {
  if (at != nullptr) will_be_freed(at);
  std::free(at);
}

}  // namespace replaced_new_detail

}  // namespace helios::test

void* operator new(std::size_t n) { return helios::test::replaced_new_detail::take_or_throw(n); }
void* operator new[](std::size_t n) { return helios::test::replaced_new_detail::take_or_throw(n); }
void* operator new(std::size_t n, std::align_val_t a) {
  return helios::test::replaced_new_detail::take_or_throw(n, static_cast<std::size_t>(a));
}
void* operator new[](std::size_t n, std::align_val_t a) {
  return helios::test::replaced_new_detail::take_or_throw(n, static_cast<std::size_t>(a));
}
void* operator new(std::size_t n, std::nothrow_t const&) noexcept {
  return helios::test::replaced_new_detail::take(n);
}
void* operator new[](std::size_t n, std::nothrow_t const&) noexcept {
  return helios::test::replaced_new_detail::take(n);
}
void* operator new(std::size_t n, std::align_val_t a, std::nothrow_t const&) noexcept {
  return helios::test::replaced_new_detail::take(n, static_cast<std::size_t>(a));
}
void operator delete(void* p) noexcept { helios::test::replaced_new_detail::give(p); }
void operator delete[](void* p) noexcept { helios::test::replaced_new_detail::give(p); }
void operator delete(void* p, std::size_t) noexcept { helios::test::replaced_new_detail::give(p); }
void operator delete[](void* p, std::size_t) noexcept {
  helios::test::replaced_new_detail::give(p);
}
void operator delete(void* p, std::align_val_t) noexcept {
  helios::test::replaced_new_detail::give(p);
}
void operator delete[](void* p, std::align_val_t) noexcept {
  helios::test::replaced_new_detail::give(p);
}
void operator delete(void* p, std::size_t, std::align_val_t) noexcept {
  helios::test::replaced_new_detail::give(p);
}
void operator delete[](void* p, std::size_t, std::align_val_t) noexcept {
  helios::test::replaced_new_detail::give(p);
}
