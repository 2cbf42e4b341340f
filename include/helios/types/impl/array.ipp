// helios/types/impl/array.ipp -- arrays put together and taken apart.
#pragma once

#include <helios/types/array.hpp>
#include <helios/types/order_key.hpp>
#include <helios/types/value_image.hpp>

#include <algorithm>

namespace helios::types {

namespace detail {

/// Keys of these types give back something equal to the value, not always the value.
[[nodiscard]] inline bool key_may_lose(type_id t) noexcept {
  return t == type_id::numeric || t == type_id::interval || t == type_id::float4 ||
         t == type_id::float8 || t == type_id::jsonb || t == type_id::vector;
}

inline constexpr std::size_t most_array_bytes = std::size_t{1} << 30;  // PostgreSQL's limit

/// An image of the element: what a modifier says is no part of it.
inline void append_element_image(bytes& out, value const& v) { append_image(out, v, v.type()); }

}  // namespace detail

array_builder::array_builder(data_type element)
    : element_(element), may_lose_(detail::key_may_lose(element.id)) {}

void array_builder::add(value const& v) {
  HELIOS_EXPECTS(v.is_null() || v.type() == element_.id);
  std::size_t const start = key_.size();
  append_key(key_, v);
  ++count_;
  if (may_lose_ && !v.is_null()) add_exact(v, start);
  if (key_.size() + exact_.size() > detail::most_array_bytes)
    throw error(errc::program_limit_exceeded, "array size exceeds the maximum allowed (" +
                                                  std::to_string(detail::most_array_bytes - 1) +
                                                  ")");
}

void array_builder::add_exact(value const& v, std::size_t key_start) {
  bytes image;
  detail::append_element_image(image, v);
  byte_writer(exact_).put_sized(image);
  if (lost_) return;
  byte_reader key(byte_view(key_).subspan(key_start));
  bytes read_back;
  detail::append_element_image(read_back, read_key(key, element_.id));
  lost_ = image != read_back;
}

value array_builder::finish() const {
  if (count_ == 0) return value::array({{}, element_});
  bytes image;
  byte_writer out(image);
  out.put(count_);
  out.put(static_cast<std::uint32_t>(key_.size()));
  out.put_bytes(key_);
  if (lost_) out.put_bytes(exact_);
  return value::array({image, element_});
}

array_reader::array_reader(array_view of)
    : of_(of), left_(of.count()), key_(of.key()), exact_(of.exact()) {}

bool array_reader::next(value& to) {
  if (left_ == 0) {
    if (!key_.done() || !exact_.done())
      throw error(errc::data_corrupted, "a stored array is damaged");
    return false;
  }
  --left_;
  to = read_key(key_, of_.element());
  if (to.is_null()) return true;
  if (!of_.exact().empty())
    to = read_image(exact_.get_sized(), without_modifiers(of_.element()));
  else if (to.type() == type_id::bpchar)  // its blanks
    to = read_image(as_bytes(to.as_string()), of_.element());
  return true;
}

value make_array(data_type element, std::span<value const> elements) {
  array_builder made(element);
  for (value const& v : elements) made.add(v);
  return made.finish();
}

std::vector<value> elements_of(array_view of) {
  std::vector<value> all;
  value one;
  for (array_reader from(of); from.next(one);) all.push_back(std::move(one));
  return all;
}

}  // namespace helios::types
