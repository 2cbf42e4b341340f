// helios/exec/function.hpp -- a function of SQL: its signature, and a kernel that runs it over a
// batch.
//
// Shape     define<f>("name") makes an overload of a captureless lambda over elements: argument and
//           result types are read off its signature, the loop over rows is made around it.
//             environment& first   the function needs memory or the clock
//             any_argument         an argument of any type
//             other_arguments      the rest of a variadic call, of any types
//             std::optional<R>     the function may answer NULL
// Holds     (F1) a strict function sees no row in which an argument is NULL; the others look
//           (F2) a std::string_view result points into arguments or the environment's memory
// Cost      one indirect call per batch, none per row
#pragma once

#include <helios/exec/batch.hpp>
#include <helios/exec/environment.hpp>

#include <array>
#include <optional>
#include <span>
#include <tuple>
#include <utility>

namespace helios::exec {

/// How far a result may be kept: for ever, for the statement, not at all.
enum class volatility : std::uint8_t { immutable, stable, volatile_ };

struct call {
  std::span<column const> arguments;
  selection rows;
  environment& with;
  void* out;
  std::uint8_t* nulls;  // nullptr until some row is NULL
  std::uint32_t capacity;

  void set_null(std::uint32_t row) {
    if (nulls == nullptr) nulls = allocate_nulls(with.memory(), capacity);
    nulls[row] = 1;
  }
};
using kernel = void (*)(call&);
/// The rows for which a function of two arguments is true, the second one the same value in each.
using row_filter = selection (*)(arena& in, column const& first, types::value const& second,
                                 selection const& rows);

/// Beside a parameter that is an array: what its elements are. As a result, the same.
inline constexpr type_id any_type = type_id::unknown;

struct overload {
  std::string_view name;
  std::array<type_id, 7> parameters{};
  std::uint8_t count = 0;
  bool variadic = false;  // any number of arguments of any type behind `count`
  bool strict = true;
  bool no_arrays = false;  // any type, but no array
  volatility changes = volatility::immutable;
  type_id result = type_id::unknown;
  kernel run = nullptr;
  row_filter filter = nullptr;  // where it is faster than run() and a look at every answer

  [[nodiscard]] std::span<type_id const> signature() const noexcept {
    return {parameters.data(), count};
  }
  /// The same with other types of the same elements: bytea for text.
  [[nodiscard]] constexpr overload taking(std::initializer_list<type_id> types) const {
    overload o = *this;
    std::size_t i = 0;
    for (type_id const t : types) o.parameters[i++] = t;
    return o;
  }
  [[nodiscard]] constexpr overload giving(type_id t) const {
    overload o = *this;
    o.result = t;
    return o;
  }
  [[nodiscard]] constexpr overload not_strict() const {
    overload o = *this;
    o.strict = false;
    return o;
  }
  [[nodiscard]] constexpr overload without_arrays() const {
    overload o = *this;
    o.no_arrays = true;
    return o;
  }
};

class any_argument {
 public:
  any_argument(column const& of, std::uint32_t row) noexcept : column_(&of), row_(row) {}
  [[nodiscard]] bool is_null() const noexcept { return column_->is_null(row_); }
  [[nodiscard]] data_type type() const noexcept { return column_->type; }
  [[nodiscard]] column const& of() const noexcept { return *column_; }
  [[nodiscard]] std::uint32_t row() const noexcept { return row_; }

 private:
  column const* column_;
  std::uint32_t row_;
};

class other_arguments {
 public:
  other_arguments(std::span<column const> of, std::uint32_t row) noexcept : of_(of), row_(row) {}
  [[nodiscard]] std::size_t size() const noexcept { return of_.size(); }
  [[nodiscard]] any_argument operator[](std::size_t i) const noexcept { return {of_[i], row_}; }

 private:
  std::span<column const> of_;
  std::uint32_t row_;
};

namespace detail {

template <class T>
struct reader {
  T const* from;
  reader(call const& c, std::size_t i) noexcept : from(c.arguments[i].template as<T>()) {}
  [[nodiscard]] T const& operator()(std::uint32_t row) const noexcept { return from[row]; }
};
template <>
struct reader<any_argument> {
  column const* from;
  reader(call const& c, std::size_t i) noexcept : from(&c.arguments[i]) {}
  [[nodiscard]] any_argument operator()(std::uint32_t row) const noexcept { return {*from, row}; }
};
template <>
struct reader<other_arguments> {
  std::span<column const> from;
  reader(call const& c, std::size_t i) noexcept : from(c.arguments.subspan(i)) {}
  [[nodiscard]] other_arguments operator()(std::uint32_t row) const noexcept { return {from, row}; }
};

template <class R>
struct result_of {
  using element = R;
};
template <class R>
struct result_of<std::optional<R>> {
  using element = R;
};

template <bool NeedsEnvironment, class R, class... A>
struct kernel_of {
  using element = typename result_of<R>::element;

  [[nodiscard]] static constexpr overload describe() {
    overload o;
    type_id const parameters[] = {type_of<A>..., any_type};
    constexpr std::size_t rest = (std::size_t{std::same_as<A, other_arguments>} + ... + 0);
    o.variadic = rest != 0;
    o.count = static_cast<std::uint8_t>(sizeof...(A) - rest);
    for (std::size_t i = 0; i != o.count; ++i) o.parameters[i] = parameters[i];
    o.result = type_of<element>;
    return o;
  }

  template <auto F>
  static void run(call& c) {
    run<F>(c, std::index_sequence_for<A...>{});
  }

 private:
  template <auto F, std::size_t... I>
  static void run(call& c, std::index_sequence<I...>) {
    std::tuple<reader<A>...> const in{reader<A>(c, I)...};
    auto* const out = static_cast<element*>(c.out);
    each(c.rows, [&]([[maybe_unused]] std::uint32_t row) {
      auto const answer = [&]() -> R {
        if constexpr (NeedsEnvironment) {
          return F(c.with, std::get<I>(in)(row)...);
        } else {
          return F(std::get<I>(in)(row)...);
        }
      };
      if constexpr (std::same_as<R, element>) {
        out[row] = answer();
      } else {
        R const r = answer();
        out[row] = r ? *r : element{};
        if (!r) c.set_null(row);
      }
    });
  }
};

template <class F>
struct signature;
template <class C, class R, class... A>
struct signature<R (C::*)(A...) const> : kernel_of<false, R, std::remove_cvref_t<A>...> {};
template <class C, class R, class... A>
struct signature<R (C::*)(environment&, A...) const>
    : kernel_of<true, R, std::remove_cvref_t<A>...> {};

}  // namespace detail

template <auto F>
[[nodiscard]] constexpr overload define(std::string_view name,
                                        volatility changes = volatility::immutable) {
  using s = detail::signature<decltype(&decltype(F)::operator())>;
  overload o = s::describe();
  o.name = name;
  o.changes = changes;
  o.run = &s::template run<F>;
  return o;
}

}  // namespace helios::exec
