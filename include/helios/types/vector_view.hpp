// helios/types/vector_view.hpp -- an SQL vector where it lies.
//
// Shape     the image, as rows and batches hold it: a float per dimension, at any address
// Holds     (V1) 1 to most_dimensions of them
//           (V2) none is NaN or infinite: whoever makes a vector sees to it. A file that says else
//           does no harm but distances that are no numbers
// Threads   as the bytes
// Errors    XX001
#pragma once

#include <helios/base/bytes.hpp>
#include <helios/base/error.hpp>
#include <helios/types/data_type.hpp>
#include <helios/types/float_order.hpp>

#include <compare>
#include <cstdint>

namespace helios::types {

class vector_view {
 public:
  /// Of no dimension: what stands for NULL.
  vector_view() noexcept = default;
  /// XX001 unless (V1), and as many dimensions as the type says.
  vector_view(byte_view image, data_type type) : image_(image) {
    std::size_t const n = image.size() / sizeof(float);
    if (image.size() % sizeof(float) != 0 || n == 0 || n > std::size_t{most_dimensions} ||
        (type.constrained() && n != static_cast<std::size_t>(type.precision)))
      throw error(errc::data_corrupted, "a stored vector is damaged");
  }

  [[nodiscard]] byte_view image() const noexcept { return image_; }
  [[nodiscard]] std::size_t size() const noexcept { return image_.size() / sizeof(float); }
  [[nodiscard]] float operator[](std::size_t i) const noexcept {
    return load<float>(image_.data() + i * sizeof(float));
  }

  /// SQL's equality and order: number by number, -0 equal to 0, then the shorter one first.
  friend bool operator==(vector_view a, vector_view b) noexcept { return (a <=> b) == 0; }
  friend std::weak_ordering operator<=>(vector_view a, vector_view b) noexcept {
    std::size_t const n = a.size() < b.size() ? a.size() : b.size();
    for (std::size_t i = 0; i != n; ++i)
      if (auto const c = compare_floats(a[i], b[i]); c != 0) return c;
    return a.size() <=> b.size();
  }

 private:
  byte_view image_;
};
static_assert(sizeof(vector_view) == 16);

}  // namespace helios::types
