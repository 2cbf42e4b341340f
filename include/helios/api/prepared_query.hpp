// helios/api/prepared_query.hpp -- a typed query that is parsed once and runs often.
//
// Shape     auto const older = db.from<users>().where("age"_c > parameter<1, int>).prepare();
//           for (user const& u : older(30)) ...        older.one(30)
//           An argument for each parameter, in the order of their numbers.
// Threads   as its session, which outlives it
// Errors    as executor::query(); another number or type of arguments does not compile
#pragma once

#include <helios/api/statement.hpp>
#include <helios/typed/needs.hpp>

namespace helios {

namespace typed::detail {

/// Whether a C++ value stands for a parameter: nothing of it may be lost.
template <class From, class To>
[[nodiscard]] consteval bool is_argument() {
  if constexpr (is_nullable<To>) {
    return std::same_as<From, std::nullopt_t> || is_argument<bare<From>, bare<To>>();
  } else if constexpr (std::same_as<To, std::string>) {
    return std::convertible_to<From const&, std::string_view>;
  } else if constexpr (std::is_arithmetic_v<From> && std::is_arithmetic_v<To>) {
    return std::same_as<From, bool> == std::same_as<To, bool> &&
           std::same_as<std::common_type_t<From, To>, To>;
  } else {
    return std::convertible_to<From const&, To>;
  }
}

template <class From, class To>
struct check_argument {
  static constexpr bool fits = is_argument<From, To>();
  static_assert(fits, "a parameter of this prepared query is of another type");
};
/// The value for a parameter; check_argument refuses what does not fit.
template <class To, class From>
[[nodiscard]] types::value argument_value(From const& from) {
  static_cast<void>(sizeof(check_argument<From, To>));
  if constexpr (is_argument<From, To>()) {
    return to_value(To(from));
  } else {
    return {};
  }
}

}  // namespace typed::detail

template <class Row, class... Ts>
class prepared_query {
 public:
  prepared_query(statement what, typed::sql_text const& text)
      : what_(std::move(what)), values_(text.parameters()), open_(text.open_places()) {}

  template <class... As>
  [[nodiscard]] result_of<Row> operator()(As const&... arguments) {
    return run(arguments...).template as<Row>();
  }
  /// The only row; nothing if there is none; P0003 if there are more.
  template <class... As>
  [[nodiscard]] std::optional<Row> one(As const&... arguments) {
    return run(arguments...).template one<Row>();
  }
  [[nodiscard]] std::string_view text() const { return what_.text(); }

 private:
  template <class... As>
  [[nodiscard]] result run(As const&... arguments) {
    constexpr bool fits = sizeof...(As) == sizeof...(Ts);
    static_assert(fits, "a prepared query takes an argument for each of its parameters");
    if constexpr (fits) {
      std::array<types::value, sizeof...(As)> const given{
          typed::detail::argument_value<Ts>(arguments)...};
      for (typed::sql_text::open_place const& p : open_) {
        values_[p.parameter] = given[p.argument - 1];
      }
    }
    return what_.run(values_);
  }

  statement what_;
  std::vector<types::value> values_;  // the open ones as they were last given
  std::vector<typed::sql_text::open_place> open_;
};

namespace detail {
template <class Row, class... Ts>
[[nodiscard]] prepared_query<Row, Ts...> prepared_query_of(statement what,
                                                           typed::sql_text const& text,
                                                           typed::detail::argument_list<Ts...>) {
  return {std::move(what), text};
}
}  // namespace detail

}  // namespace helios
