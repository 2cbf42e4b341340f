// helios/exec/row_key.hpp -- rows as byte strings: equal strings for what SQL calls equal, in
// memcmp order for what it orders.
//
// Shape     types/order_key.hpp, part by part
// Threads   stateless
// Cost      about 10 ns per part
#pragma once

#include <helios/exec/batch.hpp>
#include <helios/types/order_key.hpp>

#include <span>
#include <vector>

namespace helios::exec {

/// Keys of a batch's rows, one behind the other; reusable.
class row_keys {
 public:
  /// Key k belongs to rows[k]. `orders` may be empty: ascending.
  HELIOS_DECL void build(std::span<column const> columns, selection const& rows,
                         std::span<types::key_order const> orders = {});
  [[nodiscard]] std::size_t size() const noexcept { return ends_.size(); }
  [[nodiscard]] byte_view operator[](std::size_t k) const noexcept {
    std::size_t const begin = k == 0 ? 0 : ends_[k - 1];
    return {bytes_.data() + begin, ends_[k] - begin};
  }

 private:
  bytes bytes_;
  std::vector<std::size_t> ends_;
};

/// Appends one row's part.
HELIOS_DECL void append_key(bytes& out, column const& c, std::uint32_t row,
                            types::key_order order = {});

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/impl/row_key.ipp>
#endif
