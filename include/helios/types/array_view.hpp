// helios/types/array_view.hpp -- an SQL array where it lies: of one dimension, numbered from 1.
//
// Shape     the image, as rows and batches hold it; an array without elements has no bytes
//             0    4  number of elements
//             4    4  k, bytes of the key
//             8    k  the key: a part per element (types/order_key.hpp), ascending, NULL behind all
//                     values. Arrays compare as their keys do, byte by byte: element by element,
//                     and the shorter first where one begins with the other
//             8+k     nothing; or, where some element is more than its key says (1.50, 30 days,
//                     -0), each one's image (types/value_image.hpp) behind its size as a varint,
//                     NULLs left out
// Holds     (A1) count and key lie within the image, and no part is shorter than a byte. What a
//           file says beyond that is checked when elements are read (types/array.hpp)
// Errors    XX001
#pragma once

#include <helios/base/assert.hpp>
#include <helios/base/bytes.hpp>
#include <helios/base/error.hpp>
#include <helios/types/data_type.hpp>

#include <compare>

namespace helios::types {

class array_view {
 public:
  /// No elements.
  array_view() noexcept = default;
  /// XX001 unless (A1).
  array_view(byte_view image, data_type element) : image_(image), element_(element) {
    if (!image.empty() && (image.size() < head || count() == 0 || count() > key_size() ||
                           key_size() > image.size() - head))
      throw error(errc::data_corrupted, "a stored array is damaged");
  }

  [[nodiscard]] byte_view image() const noexcept { return image_; }
  /// What the elements are: all of them are as its modifiers say.
  [[nodiscard]] data_type element() const noexcept { return element_; }
  [[nodiscard]] std::uint32_t count() const noexcept {
    return image_.empty() ? 0 : load<std::uint32_t>(image_.data());
  }
  [[nodiscard]] byte_view key() const noexcept {
    return image_.empty() ? byte_view() : image_.subspan(head, key_size());
  }
  /// What follows the key.
  [[nodiscard]] byte_view exact() const noexcept {
    return image_.empty() ? byte_view() : image_.subspan(head + key_size());
  }

  /// SQL's equality and order.  Requires elements of types that compare.
  friend bool operator==(array_view const& a, array_view const& b) noexcept {
    return as_text(a.key()) == as_text(b.key());
  }
  friend std::weak_ordering operator<=>(array_view const& a, array_view const& b) noexcept {
    return as_text(a.key()) <=> as_text(b.key());
  }

  static constexpr std::size_t head = 8;

 private:
  [[nodiscard]] std::uint32_t key_size() const noexcept {
    return load<std::uint32_t>(image_.data() + 4);
  }

  byte_view image_;
  data_type element_;
};
static_assert(sizeof(array_view) == 24);

}  // namespace helios::types
