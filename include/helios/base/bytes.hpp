// helios/base/bytes.hpp -- little-endian numbers in byte ranges: what files and rows are made of.
//
// Shape     integers little-endian; varints are LEB128, at most 10 bytes
// Errors    byte_reader throws XX001 (data_corrupted) when it would read past its end
#pragma once

#include <helios/base/error.hpp>

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace helios {

static_assert(std::endian::native == std::endian::little,
              "the file format is read in place: little-endian only");

using bytes = std::vector<std::byte>;
using byte_view = std::span<std::byte const>;

/// An unaligned load or store of a trivially copyable value.
template <class T>
[[nodiscard]] T load(std::byte const* from) noexcept {
  static_assert(std::is_trivially_copyable_v<T>);
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}
template <class T>
void store(std::byte* to, T const& value) noexcept {
  static_assert(std::is_trivially_copyable_v<T>);
  std::memcpy(to, &value, sizeof value);
}

[[nodiscard]] inline std::string_view as_text(byte_view b) noexcept {
  return {reinterpret_cast<char const*>(b.data()), b.size()};
}
[[nodiscard]] inline byte_view as_bytes(std::string_view s) noexcept {
  return {reinterpret_cast<std::byte const*>(s.data()), s.size()};
}

/// memcmp order: what byte-string keys are sorted by.
[[nodiscard]] inline int compare(byte_view a, byte_view b) noexcept {
  std::size_t const n = a.size() < b.size() ? a.size() : b.size();
  int const c = n == 0 ? 0 : std::memcmp(a.data(), b.data(), n);
  return c != 0 ? c : (a.size() < b.size() ? -1 : a.size() > b.size() ? 1 : 0);
}

[[nodiscard]] constexpr std::uint64_t align_up(std::uint64_t n, std::uint64_t to) noexcept {
  return (n + to - 1) & ~(to - 1);
}

/// Signed numbers as small unsigned ones: 0, -1, 1, -2 become 0, 1, 2, 3.
[[nodiscard]] constexpr std::uint64_t zigzag(std::int64_t v) noexcept {
  return (static_cast<std::uint64_t>(v) << 1) ^ static_cast<std::uint64_t>(v >> 63);
}
[[nodiscard]] constexpr std::int64_t unzigzag(std::uint64_t v) noexcept {
  return static_cast<std::int64_t>(v >> 1) ^ -static_cast<std::int64_t>(v & 1);
}

/// Appends to a byte vector.
class byte_writer {
 public:
  explicit byte_writer(bytes& out) noexcept : out_(&out) {}

  template <class T>
    requires std::integral<T> || std::floating_point<T> || std::is_enum_v<T>
  void put(T value) {
    std::size_t const at = out_->size();
    out_->resize(at + sizeof(T));
    store(out_->data() + at, value);
  }
  void put_varint(std::uint64_t v) {
    while (v >= 0x80) {
      out_->push_back(static_cast<std::byte>(v | 0x80));
      v >>= 7;
    }
    out_->push_back(static_cast<std::byte>(v));
  }
  void put_bytes(byte_view b) { out_->insert(out_->end(), b.begin(), b.end()); }
  /// A varint length, then the bytes.
  void put_sized(byte_view b) {
    put_varint(b.size());
    put_bytes(b);
  }
  [[nodiscard]] std::size_t size() const noexcept { return out_->size(); }

 private:
  bytes* out_;
};

/// Reads a byte range from front to back; never past its end.
class byte_reader {
 public:
  explicit byte_reader(byte_view in) noexcept : at_(in.data()), end_(in.data() + in.size()) {}

  template <class T>
  [[nodiscard]] T get() {
    need(sizeof(T));
    T const value = load<T>(at_);
    at_ += sizeof(T);
    return value;
  }
  [[nodiscard]] std::uint64_t get_varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      need(1);
      auto const b = static_cast<std::uint64_t>(*at_++);
      value |= (b & 0x7f) << shift;
      if (b < 0x80) return value;
    }
    throw error(errc::data_corrupted, "a number in a record is longer than 64 bits");
  }
  [[nodiscard]] byte_view get_bytes(std::uint64_t n) {
    need(n);
    byte_view const b(at_, static_cast<std::size_t>(n));
    at_ += n;
    return b;
  }
  [[nodiscard]] byte_view get_sized() { return get_bytes(get_varint()); }
  [[nodiscard]] std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - at_); }
  [[nodiscard]] bool done() const noexcept { return at_ == end_; }

 private:
  void need(std::uint64_t n) const {
    if (n > left()) throw error(errc::data_corrupted, "a record ends before its last field");
  }
  std::byte const* at_;
  std::byte const* end_;
};

}  // namespace helios
