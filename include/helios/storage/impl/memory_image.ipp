// helios/storage/impl/memory_image.ipp -- anonymous memory that grows inside reserved addresses.
#pragma once

#include <helios/storage/memory_image.hpp>

#include <helios/base/raise_to.hpp>
#include <helios/storage/os_error.hpp>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <utility>

#include <sys/mman.h>

namespace helios::storage {

namespace detail {

// Multiples of every page size in use (4, 16 and 64 KiB).
inline constexpr std::uint64_t memory_step = std::uint64_t{1} << 16;

/// Calls visit(at, T{}) for the words of [0, n) that lie at their alignment in the file, and
/// for single bytes in front of the first and behind the last.
template <class Visit>
void each_word(std::byte const* file, std::size_t n, Visit&& visit) {
  constexpr std::size_t word = sizeof(std::uint64_t);
  auto const past = static_cast<std::size_t>(reinterpret_cast<std::uintptr_t>(file) % word);
  std::size_t at = 0;
  for (std::size_t const front = past == 0 ? 0 : std::min(n, word - past); at != front; ++at)
    visit(at, std::byte{});
  for (; n - at >= word; at += word) visit(at, std::uint64_t{});
  for (; at != n; ++at) visit(at, std::byte{});
}

// Others may write where one reads, as in a file of the machine: of the durable mark, of an anchor,
// of an extent that the log only passes. So the file's bytes are copied atomically, word by word.

inline void read_shared(std::byte* file, std::span<std::byte> into) {
  each_word(file, into.size(), [&]<class T>(std::size_t at, T) {
    std::atomic_ref<T> const there(*reinterpret_cast<T*>(file + at));
    store(into.data() + at, there.load(std::memory_order_acquire));
  });
}

/// Released by its first word: who sees that one sees everything from before this write.
inline void write_shared(std::byte* file, byte_view data) {
  each_word(file, data.size(), [&]<class T>(std::size_t at, T) {
    std::atomic_ref<T> const there(*reinterpret_cast<T*>(file + at));
    there.store(load<T>(data.data() + at),
                at == 0 ? std::memory_order_release : std::memory_order_relaxed);
  });
}

}  // namespace detail

memory_image::memory_image(std::string path, std::uint64_t capacity)
    : path_(std::move(path)), capacity_(align_up(capacity, detail::memory_step)) {}

memory_image::~memory_image() {
  if (base_ != nullptr) ::munmap(base_, static_cast<std::size_t>(capacity_));
}

std::size_t memory_image::read(std::uint64_t offset, std::span<std::byte> into) const noexcept {
  std::uint64_t const end = size();
  if (offset >= end || into.empty()) return 0;
  auto const n = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), end - offset));
  detail::read_shared(base_ + offset, into.first(n));
  return n;
}

void memory_image::write(std::uint64_t offset, byte_view data) {
  if (data.empty()) return;
  if (data.size() > std::numeric_limits<std::uint64_t>::max() - offset) {
    throw could_not("write", path_, offset, EFBIG);
  }
  std::uint64_t const end = offset + data.size();
  if (end > usable_.load(std::memory_order_acquire)) make_usable(end, "write");
  detail::write_shared(base_ + offset, data);
  grow_to(end);
}

void memory_image::reserve(std::uint64_t wanted) {
  if (wanted > usable_.load(std::memory_order_acquire)) make_usable(wanted, "reserve space in");
  grow_to(wanted);
}

std::byte const* memory_image::map(std::uint64_t capacity) {
  std::lock_guard const hold(growing_);
  if (base_ == nullptr) return take_addresses(capacity) ? base_ : nullptr;
  return capacity <= capacity_ ? base_ : nullptr;
}

// Addresses are no memory, but a limit (ulimit -v) may count them: then fewer will do.
bool memory_image::take_addresses(std::uint64_t at_least) {
  if (at_least > std::numeric_limits<std::size_t>::max() / 2) return false;
  at_least = align_up(at_least, detail::memory_step);
  for (std::uint64_t ask = std::max(capacity_, at_least);; ask = std::max(ask / 2, at_least)) {
    ask = align_up(ask, detail::memory_step);
    // Without access: a system that promises only memory it has (overcommit off) counts these as
    // none.
    void* const at = ::mmap(nullptr, static_cast<std::size_t>(ask), PROT_NONE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at != MAP_FAILED) {
      base_ = static_cast<std::byte*>(at);
      capacity_ = ask;
      return true;
    }
    if (ask <= at_least) return false;
  }
}

void memory_image::make_usable(std::uint64_t end, char const* verb) {
  std::lock_guard const hold(growing_);
  std::uint64_t const usable = usable_.load(std::memory_order_relaxed);
  if (end <= usable) return;  // another thread was here first
  if (base_ == nullptr && !take_addresses(end)) throw could_not(verb, path_, ENOMEM);
  if (end > capacity_) {
    throw could_not(verb, path_, ENOMEM)
        .detail("A file in memory has room for " + std::to_string(capacity_) + " bytes here.");
  }
  // In proportion to the size, so that appends cost few system calls; exactly, where memory is
  // short.
  std::uint64_t const exact = align_up(end, detail::memory_step);
  for (std::uint64_t ask : {std::min(capacity_, align_up(end + end / 4, 1 << 20)), exact}) {
    if (::mprotect(base_ + usable, static_cast<std::size_t>(ask - usable),
                   PROT_READ | PROT_WRITE) == 0) {
      usable_.store(ask, std::memory_order_release);
      return;
    }
  }
  throw could_not(verb, path_, errno);
}

void memory_image::grow_to(std::uint64_t end) noexcept { raise_to(size_, end); }

}  // namespace helios::storage
