// helios/types/impl/vector.ipp -- vectors from and to other forms.
#pragma once

#include <helios/types/array.hpp>
#include <helios/types/cast.hpp>
#include <helios/types/number_text.hpp>
#include <helios/types/text_in.hpp>
#include <helios/types/text_out.hpp>
#include <helios/types/vector.hpp>

#include <charconv>
#include <cmath>
#include <vector>

namespace helios::types {

namespace detail {

[[noreturn]] inline void throw_vector(std::string message) {
  throw error(errc::data_exception, std::move(message));
}

inline void check_number(float v) {
  if (std::isnan(v)) throw_vector("NaN not allowed in vector");
  if (std::isinf(v)) throw_vector("infinite value not allowed in vector");
}

inline void check_count(std::size_t dimensions) {
  if (dimensions == 0) throw_vector("vector must have at least 1 dimension");
  if (dimensions > std::size_t{most_dimensions})
    throw error(errc::program_limit_exceeded,
                "vector cannot have more than " + std::to_string(most_dimensions) + " dimensions");
}

/// The numbers between the brackets, one after the other.
class vector_literal {
 public:
  explicit vector_literal(std::string_view whole) noexcept : whole_(whole), rest_(trim(whole)) {}

  [[nodiscard]] std::vector<float> numbers() {
    std::vector<float> all;
    if (!takes('[')) fail("Vector contents must start with \"[\".");
    if (takes(']')) return all;
    do {
      all.push_back(number());
      if (all.size() > std::size_t{most_dimensions}) check_count(all.size());
    } while (takes(','));
    if (!takes(']')) fail("");
    if (!rest_.empty()) fail("Junk after closing right brace.");
    return all;
  }

 private:
  /// The character, if it comes next, and the blanks around it.
  [[nodiscard]] bool takes(char c) noexcept {
    rest_ = trim(rest_);
    if (rest_.empty() || rest_.front() != c) return false;
    rest_ = trim(rest_.substr(1));
    return true;
  }
  [[nodiscard]] float number() {
    std::string_view const text = rest_.substr(0, rest_.find_first_of(",] \t\n\v\f\r"));
    char const* const end = text.data() + text.size();
    char const* first = text.data();
    if (text.size() > 1 && text[0] == '+' && text[1] != '-') ++first;
    float v = 0;
    auto const read = std::from_chars(first, end, v);
    if (read.ec == std::errc::invalid_argument || read.ptr != end) fail("");
    if (read.ec != std::errc{}) v = beyond(text);
    check_number(v);
    rest_.remove_prefix(text.size());
    return v;
  }
  /// A number that is too small for a float is 0, or next to it.
  [[nodiscard]] float beyond(std::string_view text) const {
    double wide = 0;
    auto const read = std::from_chars(text.data(), text.data() + text.size(), wide);
    // What a double does not hold either is 0 where its exponent is negative.
    bool const tiny = read.ec == std::errc{} || text.find_first_of("eE") + 1 == text.find('-', 1);
    if (tiny && std::abs(wide) < 1) return static_cast<float>(wide);
    throw error(errc::numeric_value_out_of_range,
                '"' + std::string(text) + "\" is out of range for type vector");
  }
  [[noreturn]] void fail(std::string detail) const {
    error e(errc::invalid_text_representation,
            "invalid input syntax for type vector: \"" + std::string(whole_) + '"');
    throw detail.empty() ? std::move(e) : std::move(e).detail(std::move(detail));
  }

  std::string_view whole_, rest_;
};

}  // namespace detail

value make_vector(std::span<float const> numbers) {
  detail::check_count(numbers.size());
  for (float const v : numbers) detail::check_number(v);
  return value::vector({std::as_bytes(numbers), type_id::vector});
}

void print_vector(vector_view v, std::string& out) {
  char text[text_capacity];
  out += '[';
  for (std::size_t i = 0; i != v.size(); ++i) {
    if (i != 0) out += ',';
    out.append(text, print(v[i], text));
  }
  out += ']';
}

value parse_vector(std::string_view text) {
  return make_vector(detail::vector_literal(text).numbers());
}

value vector_of(array_view numbers) {
  detail::check_count(numbers.count());
  std::vector<float> all;
  all.reserve(numbers.count());
  value one;
  for (array_reader elements(numbers); elements.next(one);) {
    if (one.is_null()) throw error(errc::null_value_not_allowed, "array must not contain nulls");
    // As pgvector: of double precision what is too small is 0, and what is too large is infinite.
    all.push_back(one.type() == type_id::float8 ? static_cast<float>(one.as<double>())
                                                : cast(one, type_id::float4).as<float>());
  }
  return make_vector(all);
}

value array_of_numbers(vector_view v) {
  array_builder made(type_id::float4);
  for (std::size_t i = 0; i != v.size(); ++i) made.add(value(v[i]));
  return made.finish();
}

void check_dimensions(vector_view v, data_type type) {
  if (!type.constrained() || v.size() == static_cast<std::size_t>(type.precision)) return;
  detail::throw_vector("expected " + std::to_string(type.precision) + " dimensions, not " +
                       std::to_string(v.size()));
}

void throw_different_dimensions(std::size_t a, std::size_t b) {
  detail::throw_vector("different vector dimensions " + std::to_string(a) + " and " +
                       std::to_string(b));
}

}  // namespace helios::types
