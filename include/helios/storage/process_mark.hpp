// helios/storage/process_mark.hpp -- whether this is the process that made the mark, or one that
// was forked from it.
//
// Shape     a page of memory that the kernel empties in every child; on systems that cannot do
//           that, the number of the process
// Threads   any
// Cost      a load. The number alone is a system call, as dear as a tenth of a small write
#pragma once

#include <helios/config.hpp>

#include <cstdint>

namespace helios::storage {

class process_mark {
 public:
  HELIOS_DECL process_mark() noexcept;
  process_mark(process_mark const&) = delete;
  process_mark& operator=(process_mark const&) = delete;
  HELIOS_DECL ~process_mark();

  [[nodiscard]] bool ours() const noexcept {
    return emptied_in_children_ != nullptr ? *emptied_in_children_ != 0 : has_our_number();
  }

 private:
  [[nodiscard]] HELIOS_DECL bool has_our_number() const noexcept;

  std::int64_t number_;
  unsigned char volatile* emptied_in_children_ = nullptr;
};

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/process_mark.ipp>
#endif
