// helios/exec/impl/aggregate_states.hpp -- the states: what each aggregate remembers.
//
// Shape     add(element), merge(state), result() as a value; the element type is the parameter
#pragma once

#include <helios/base/memory_budget.hpp>
#include <helios/exec/element.hpp>
#include <helios/types/array.hpp>
#include <helios/types/decimal_sum.hpp>
#include <helios/types/float_sum.hpp>
#include <helios/types/json_text.hpp>
#include <helios/types/temporal_arithmetic.hpp>
#include <helios/vector/arithmetic.hpp>

#include <cmath>
#include <optional>
#include <string>

namespace helios::exec::detail {

struct count_state {
  std::int64_t n = 0;
  void merge(count_state const& o) noexcept { n += o.n; }
  [[nodiscard]] value result() const { return value(n); }
};

/// 2^63 addends of 64 bits fit 127.
template <std::integral Int, bool Average>
struct integer_sum {
  int128 total = 0;
  std::int64_t n = 0;
  void add(Int v) noexcept {
    total += v;
    ++n;
  }
  void merge(integer_sum const& o) noexcept {
    total += o.total;
    n += o.n;
  }
  [[nodiscard]] value result() const {
    if (n == 0) return {};
    if constexpr (Average) return value(types::to_decimal(total) / types::decimal(n));
    if constexpr (sizeof(Int) == 8) return value(types::to_decimal(total));
    if (total != static_cast<std::int64_t>(total))
      throw error(errc::numeric_value_out_of_range, "bigint out of range");
    return value(static_cast<std::int64_t>(total));
  }
};

template <std::floating_point Float, bool Average>
struct float_sum {
  types::float_sum total;
  void add(Float v) noexcept { total.add(v); }
  void merge(float_sum const& o) noexcept { total.merge(o.total); }
  [[nodiscard]] value result() const {
    if (total.count() == 0) return {};
    if constexpr (Average) {
      return value(total.average());
    } else {
      return value(total.sum<Float>());
    }
  }
};

template <bool Average>
struct numeric_sum {
  types::decimal_sum total;
  void add(types::decimal v) { total.add(v); }
  void merge(numeric_sum const& o) { total.merge(o.total); }
  [[nodiscard]] value result() const {
    if (total.count() == 0) return {};
    return value(Average ? total.average() : total.sum());
  }
};

template <bool Average>
struct interval_sum {
  types::interval total;
  std::int64_t n = 0;
  void add(types::interval v) {
    total = total + v;
    ++n;
  }
  void merge(interval_sum const& o) {
    total = total + o.total;
    n += o.n;
  }
  [[nodiscard]] value result() const {
    if (n == 0) return {};
    return value(Average ? total / static_cast<double>(n) : total);
  }
};

template <bool Average>
struct vector_sum : vector::running_sum {
  using vector::running_sum::running_sum;
  [[nodiscard]] value result() const { return Average ? mean() : sum(); }
};

template <class T, bool Largest>
struct extreme {
  std::optional<T> best;
  void add(T const& v) {
    if (!best || (Largest ? order(v, *best) > 0 : order(v, *best) < 0)) best = v;
  }
  void merge(extreme const& o) {
    if (o.best) add(*o.best);
  }
  [[nodiscard]] value result() const { return best ? value(*best) : value(); }
};
using kept_text = std::basic_string<char, std::char_traits<char>, budget_allocator<char>>;

template <bool Largest, type_id Type>
class text_extreme {
 public:
  explicit text_extreme(memory_budget* of) noexcept : best_(of) {}
  void add(std::string_view v) {
    if (!any_ || (Largest ? v > best_ : v < best_)) best_ = v;
    any_ = true;
  }
  void merge(text_extreme const& o) {
    if (o.any_) add(o.best_);
  }
  [[nodiscard]] value result() const {
    if (!any_) return {};
    if constexpr (Type == type_id::bytea) return value::bytea(as_bytes(std::string_view(best_)));
    return value::text(best_, Type);
  }

 private:
  bool any_ = false;
  kept_text best_;
};

template <bool Largest>
class array_extreme {
 public:
  explicit array_extreme(memory_budget* of) noexcept : best_(of) {}
  void add(types::array_view v) {
    if (any_ && (Largest ? v <= best() : v >= best())) return;
    best_ = as_text(v.image());
    element_ = v.element();
    any_ = true;
  }
  void merge(array_extreme const& o) {
    if (o.any_) add(o.best());
  }
  [[nodiscard]] value result() const { return any_ ? value::array(best()) : value(); }

 private:
  [[nodiscard]] types::array_view best() const { return {as_bytes(best_), element_}; }

  bool any_ = false;
  kept_text best_;
  data_type element_;
};

template <bool All>
struct truth_of_all {
  bool any = false, answer = All;
  void add(bool v) noexcept {
    any = true;
    answer = All ? answer && v : answer || v;
  }
  void merge(truth_of_all const& o) noexcept {
    if (o.any) add(o.answer);
  }
  [[nodiscard]] value result() const { return any ? value(answer) : value(); }
};

enum class spread : std::uint8_t { sample_variance, variance, sample_deviation, deviation };

template <spread What>
struct float_spread {
  double n = 0, mean = 0, squares = 0;
  void add(double v) noexcept {
    n += 1;
    double const step = v - mean;
    mean += step / n;
    squares += step * (v - mean);
  }
  void merge(float_spread const& o) noexcept {
    if (o.n == 0) return;
    double const total = n + o.n, step = o.mean - mean;
    squares += o.squares + step * step * n * o.n / total;
    mean += step * o.n / total;
    n = total;
  }
  [[nodiscard]] value result() const {
    constexpr bool sample = What == spread::sample_variance || What == spread::sample_deviation;
    double const divisor = sample ? n - 1 : n;
    if (n == 0 || divisor == 0) return {};
    double const variance = squares / divisor;
    bool const root = What == spread::sample_deviation || What == spread::deviation;
    return value(root ? std::sqrt(variance) : variance);
  }
};

class text_aggregate {
 public:
  explicit text_aggregate(memory_budget* of) noexcept : joined_(of), first_separator_(of) {}
  void add(std::string_view v, std::string_view separator) {
    if (any_) {
      joined_.append(separator);
    } else {
      first_separator_ = separator;
    }
    any_ = true;
    joined_.append(v);
  }
  void merge(text_aggregate const& o) {
    if (o.any_) add(o.joined_, o.first_separator_);
  }
  [[nodiscard]] value result() const { return any_ ? value::text(joined_) : value(); }

 private:
  bool any_ = false;
  kept_text joined_;
  /// The first text's separator stands between two merged states.
  kept_text first_separator_;
};

/// The members of an array or object, in the order they came.
template <type_id Type, bool Object>
class json_aggregate {
 public:
  explicit json_aggregate(memory_budget* of) noexcept : members_(of) {}
  void add(std::string_view member) {
    if (any_) members_.append(", ");
    any_ = true;
    members_.append(member);
  }
  void add(std::string_view name, std::string_view member) {
    std::string key;
    types::append_quoted(key, name);
    add(key);
    members_.append(" : ");
    members_.append(member);
  }
  void merge(json_aggregate const& o) {
    if (o.any_) add(o.members_);
  }
  [[nodiscard]] value result() const {
    if (!any_) return {};
    std::string text = Object ? (Type == type_id::json ? "{ " : "{") : "[";
    text += members_;
    text += Object ? (Type == type_id::json ? " }" : "}") : "]";
    if constexpr (Type == type_id::jsonb && Object) text = types::canonical_json(text);
    return value::json(text, Type);
  }

 private:
  bool any_ = false;
  kept_text members_;
};

/// array_agg: NULLs are elements, too.
class array_aggregate {
 public:
  explicit array_aggregate(memory_budget* of) noexcept : budget_(of) {}
  array_aggregate(array_aggregate const&) = delete;
  array_aggregate& operator=(array_aggregate const&) = delete;
  ~array_aggregate() {
    if (budget_ != nullptr) budget_->give(counted_);
  }
  void add(value const& v, data_type element) {
    if (!made_) made_.emplace(element);
    made_->add(v);
    if (budget_ == nullptr || made_->held() <= counted_) return;
    budget_->take(made_->held() - counted_);
    counted_ = made_->held();
  }
  void merge(array_aggregate const& o) {
    if (!o.made_) return;
    value const other = o.result();
    value one;
    for (types::array_reader from(other.as_array()); from.next(one);)
      add(one, other.as_array().element());
  }
  [[nodiscard]] value result() const { return made_ ? made_->finish() : value(); }

 private:
  memory_budget* budget_;
  std::size_t counted_ = 0;
  std::optional<types::array_builder> made_;
};

}  // namespace helios::exec::detail
