// helios/storage/row.hpp -- the row image: one row as a byte string, as the log, hot deltas and
// callers hold it.
//
// Shape     offset                 field
//           0                      NULL bitmap, one bit per column, 1 = NULL, padded to bytes
//           shape.offset(i)        column i: its value, or for bytes columns u32 end of its part of
//           the heap;
//                                  bit 31 set: the part is a value_ref, the value itself is out of
//                                  line
//           shape.fixed_size()     heap: the bytes columns' parts, in column order
//           A NULL column's fixed part is zero and its heap part empty.
// Threads   stateless
// Errors    reading none: shape::check_row has answered bytes from a file; building: 54000 a row
//           longer than 1 GiB
#pragma once

#include <helios/base/assert.hpp>
#include <helios/base/bytes.hpp>
#include <helios/base/error.hpp>
#include <helios/storage/shape.hpp>

#include <algorithm>
#include <span>

namespace helios::storage {

class page_source;

/// Names an out-of-line value: a part of a value frame's payload (storage/long_value.hpp).
struct value_ref {
  std::uint64_t offset;  // of the payload in the file
  std::uint32_t begin;   // of the value in the payload
  std::uint32_t length;
  std::uint64_t sum;  // payload_sum() of the value
  friend bool operator==(value_ref const&, value_ref const&) = default;
};
static_assert(sizeof(value_ref) == value_ref_bytes);

/// One value as bytes: its little-endian number, or its content, or a value_ref.
struct cell {
  byte_view data;
  bool null = true;
  bool out_of_line = false;

  template <class T>
  [[nodiscard]] T as() const noexcept {
    HELIOS_EXPECTS(data.size() == sizeof(T));
    return load<T>(data.data());
  }
  /// The same representation. Long values may be equal without: same_content().
  friend bool operator==(cell const& a, cell const& b) noexcept {
    return a.null == b.null && a.out_of_line == b.out_of_line && compare(a.data, b.data) == 0;
  }
};

template <class T>
  requires std::is_arithmetic_v<T> || std::same_as<T, int128>
[[nodiscard]] cell cell_of(T const& value) noexcept {
  return {std::as_bytes(std::span(&value, 1)), false, false};
}
[[nodiscard]] inline cell cell_of(std::string_view text) noexcept {
  return {as_bytes(text), false, false};
}
[[nodiscard]] inline cell cell_of(byte_view data) noexcept { return {data, false, false}; }

/// Reads a row image. Requires an image of that shape; both must outlive the view.
class row_view {
 public:
  /// `pages`: where long values are read from, for those who do.
  row_view(shape const& s, byte_view image, page_source* pages = nullptr) noexcept
      : shape_(&s), image_(image), pages_(pages) {}

  [[nodiscard]] shape const& form() const noexcept { return *shape_; }
  [[nodiscard]] page_source* pages() const noexcept { return pages_; }
  [[nodiscard]] byte_view image() const noexcept { return image_; }
  [[nodiscard]] bool is_null(std::size_t i) const noexcept {
    return (static_cast<unsigned>(image_[i / 8]) >> (i % 8) & 1U) != 0;
  }
  [[nodiscard]] cell at(std::size_t i) const noexcept {
    if (is_null(i)) return {};
    std::byte const* const p = image_.data() + shape_->offset(i);
    physical_type const t = shape_->columns()[i].type;
    if (t != physical_type::bytes) return {{p, width(t)}, false, false};
    std::uint32_t const before = shape_->previous_bytes(i);
    std::uint32_t const begin =
        before == shape::npos
            ? 0
            : load<std::uint32_t>(image_.data() + shape_->offset(before)) & ~out_of_line_bit;
    std::uint32_t const end = load<std::uint32_t>(p);
    return {{image_.data() + shape_->fixed_size() + begin, (end & ~out_of_line_bit) - begin},
            false,
            (end & out_of_line_bit) != 0};
  }

 private:
  shape const* shape_;
  byte_view image_;
  page_source* pages_;
};

/// Makes row images, column by column from the first to the last; reusable.
class row_builder {
 public:
  explicit row_builder(shape const& s) : shape_(&s) { clear(); }

  void clear() {
    image_.assign(shape_->fixed_size(), std::byte{0});
    next_ = 0;
  }
  row_builder& add(cell const& c) {
    HELIOS_EXPECTS(next_ < shape_->columns().size());
    std::size_t const i = next_++;
    physical_type const t = shape_->columns()[i].type;
    if (c.null) image_[i / 8] |= static_cast<std::byte>(1U << (i % 8));
    if (t == physical_type::bytes) {
      add_to_heap(i, c);
    } else if (!c.null) {
      HELIOS_EXPECTS(c.data.size() == width(t));
      copy_fixed(image_.data() + shape_->offset(i), c.data.data(), c.data.size());
    }
    return *this;
  }
  template <class T>
  row_builder& add_value(T const& value) {
    return add(cell_of(value));
  }
  row_builder& add_null() { return add(cell{}); }
  /// Requires every column was added.
  [[nodiscard]] byte_view image() const noexcept {
    HELIOS_EXPECTS(next_ == shape_->columns().size());
    return image_;
  }
  /// The same, out of a builder that makes no other.
  [[nodiscard]] bytes take() && {
    HELIOS_EXPECTS(next_ == shape_->columns().size());
    return std::move(image_);
  }

 private:
  void add_to_heap(std::size_t i, cell const& c) {
    std::size_t const begin = image_.size();
    if (c.data.size() > longest_row - std::min<std::uint64_t>(longest_row, begin))
      throw error(errc::program_limit_exceeded, "a row would be longer than 1 GiB")
          .hint("Store large values in several rows.");
    image_.insert(image_.end(), c.data.begin(), c.data.end());
    auto const end = static_cast<std::uint32_t>(image_.size() - shape_->fixed_size());
    store(image_.data() + shape_->offset(i), end | (c.out_of_line ? out_of_line_bit : 0));
  }
  /// Sizes that the compiler knows need no call.
  static void copy_fixed(std::byte* to, std::byte const* from, std::size_t size) noexcept {
    switch (size) {
      case 4: std::memcpy(to, from, 4); return;
      case 8: std::memcpy(to, from, 8); return;
      default: std::memcpy(to, from, size);
    }
  }

  shape const* shape_;
  bytes image_;
  std::size_t next_ = 0;
};

/// The same row under another shape: columns by id, absent ones as the new shape says.
[[nodiscard]] inline bytes convert_row(row_view const& from, shape const& to) {
  row_builder b(to);
  row_view const absent(to, to.absent_row());
  for (std::size_t i = 0; i != to.columns().size(); ++i) {
    std::size_t const at = from.form().find(to.columns()[i].id);
    b.add(at == shape::npos ? absent.at(i) : from.at(at));
  }
  return {b.image().begin(), b.image().end()};
}

}  // namespace helios::storage
