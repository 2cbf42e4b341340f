// helios/storage/impl/process_mark.ipp -- the page that children find empty (Linux).
#pragma once

#include <helios/storage/process_mark.hpp>

#include <sys/mman.h>
#include <unistd.h>

namespace helios::storage {

namespace detail {

// MADV_WIPEONFORK, which C libraries older than Linux 4.14 do not name.
inline constexpr int wipe_on_fork = 18;
inline constexpr std::size_t mark_bytes = 1;  // of a page

}  // namespace detail

process_mark::process_mark() noexcept : number_(::getpid()) {
  void* const page = ::mmap(nullptr, detail::mark_bytes, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return;
  if (::madvise(page, detail::mark_bytes, detail::wipe_on_fork) != 0) {
    ::munmap(page, detail::mark_bytes);
    return;
  }
  emptied_in_children_ = static_cast<unsigned char volatile*>(page);
  *emptied_in_children_ = 1;
}

process_mark::~process_mark() {
  if (emptied_in_children_ != nullptr)
    ::munmap(const_cast<unsigned char*>(emptied_in_children_), detail::mark_bytes);
}

bool process_mark::has_our_number() const noexcept { return number_ == ::getpid(); }

}  // namespace helios::storage
