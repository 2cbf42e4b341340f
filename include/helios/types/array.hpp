// helios/types/array.hpp -- arrays as their elements: made of values, and read one by one.
//
// Laws      elements(make(v)) == v, each just as it was: scale, blanks and days included
//           make(a) <=> make(b) is the order of a and b element by element, then of their lengths
// Errors    54000 more than a gigabyte of elements; XX001 an image that no builder made
// Cost      one pass; an element of fixed size takes a byte more than its size
#pragma once

#include <helios/types/array_view.hpp>
#include <helios/types/value.hpp>

#include <span>
#include <vector>

namespace helios::types {

/// Takes elements in order.
class array_builder {
 public:
  HELIOS_DECL explicit array_builder(data_type element);
  /// Requires NULL or a value of the element's type.
  HELIOS_DECL void add(value const& v);
  /// What it holds meanwhile.
  [[nodiscard]] std::size_t held() const noexcept { return key_.capacity() + exact_.capacity(); }
  /// The array so far.
  [[nodiscard]] HELIOS_DECL value finish() const;

 private:
  HELIOS_DECL void add_exact(value const& v, std::size_t key_start);

  data_type element_;
  bool may_lose_;  // a key of the type may say less than a value
  bool lost_ = false;
  std::uint32_t count_ = 0;
  bytes key_, exact_;
};

/// Gives elements in order.
class array_reader {
 public:
  HELIOS_DECL explicit array_reader(array_view of);
  /// The next element; false: there was none.
  [[nodiscard]] HELIOS_DECL bool next(value& to);

 private:
  array_view of_;
  std::uint32_t left_;
  byte_reader key_, exact_;
};

[[nodiscard]] HELIOS_DECL value make_array(data_type element, std::span<value const> elements);
[[nodiscard]] HELIOS_DECL std::vector<value> elements_of(array_view of);

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/array.ipp>
#endif
