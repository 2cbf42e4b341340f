// tests/support/random_sql/expressions.hpp -- random expressions over names of given types.
//
// Shape     a scope is what names an expression may use: texts and their types
#pragma once

#include <tests/support/random.hpp>
#include <tests/support/random_sql/fragment.hpp>
#include <tests/support/random_sql/tables.hpp>
#include <tests/support/random_sql/wild_forms.hpp>

#include <string>
#include <utility>
#include <vector>

namespace helios::test::random_sql {

struct named {
  fragment text;
  char type;
};
using scope = std::vector<named>;

/// What a generator may write.
struct style {
  bool wild = false;              // expressions that may fail when they are evaluated
  bool untyped_literals = false;  // '1' and NULL: what they are is to be found out, or an error
};

class expression_maker {
 public:
  expression_maker(random_source& random, style how) : random_(random), how_(how) {}
  virtual ~expression_maker() = default;

  /// An expression without queries in it.
  [[nodiscard]] fragment expression_of_names(char type, scope const& in, int depth) {
    bool const before = std::exchange(queries_allowed_, false);
    fragment made = expression(type, in, depth);
    queries_allowed_ = before;
    return made;
  }
  [[nodiscard]] fragment expression(char type, scope const& in, int depth) {
    if (depth <= 0 || random_.below(5) == 0) return leaf(type, in);
    if (queries_allowed_ && depth >= 2 && random_.below(14) == 0)
      return of_a_query(type, in, depth);
    std::string_view pattern;
    if (random_.below(7) == 0) {
      pattern = forms_of_any_type[random_.below(std::size(forms_of_any_type))];
    } else {
      bool const wild = how_.wild && random_.below(3) != 0;
      std::vector<std::string_view> const all =
          wild ? patterns_of(type, wild_forms) : patterns_of(type, tame_forms);
      pattern = all[random_.below(all.size())];
    }
    return filled(pattern, type, in, depth);
  }

  /// An aggregate over rows of `in`.
  [[nodiscard]] fragment aggregate(char type, scope const& in, int depth) {
    std::vector<std::string_view> const fitting = patterns_of(type, aggregate_forms);
    if (fitting.empty()) return literal(type);
    return filled(fitting[random_.below(fitting.size())], type, in, depth);
  }

  [[nodiscard]] fragment literal(char type) {
    known_type const& of = type_of_letter(type);
    std::string const name(of.name);
    std::string const word = some_word(random_, of, how_.wild);
    std::string text;
    switch (random_.below(12)) {
      case 0: text = how_.untyped_literals ? "NULL" : "NULL::" + name; break;
      case 1: text = "NULL::" + name; break;
      case 2: text = "CAST('" + word + "' AS " + name + ")"; break;
      case 3: text = "'" + word + (how_.untyped_literals ? "'" : "'::" + name); break;
      case 4:
      case 5:
      case 6: {
        bool const bare = type == 'b' || ((type == 'i' || type == 'n') && is_plain_number(word));
        if (bare) {
          text = word[0] == '-' ? "(" + word + ")" : word;
          break;
        }
        [[fallthrough]];
      }
      default: text = "'" + word + "'::" + name;
    }
    return fragment(text).as(name);
  }

 protected:
  /// A type that columns in scope have, most of the time.
  [[nodiscard]] char wanted_by(scope const& in, std::string_view otherwise) {
    if (!in.empty() && random_.below(4) != 0) return in[random_.below(in.size())].type;
    return otherwise[random_.below(otherwise.size())];
  }

  /// EXISTS, IN, ANY, ALL, or a query of one value; depth >= 2.
  [[nodiscard]] virtual fragment of_a_query(char type, scope const& in, int depth) = 0;

  random_source& random_;
  bool queries_allowed_ = true;

 private:
  [[nodiscard]] static bool is_plain_number(std::string const& word) {
    return word.find_first_not_of("0123456789.-") == word.npos;
  }

  [[nodiscard]] fragment leaf(char type, scope const& in) {
    std::vector<named const*> fitting;
    for (named const& each : in) {
      if (each.type == type) fitting.push_back(&each);
    }
    if (fitting.empty() || random_.below(5) == 0) return literal(type);
    fragment copy = fitting[random_.below(fitting.size())]->text;
    return std::move(copy).as(std::string(type_of_letter(type).name));
  }

  /// The pattern with expressions in its places.
  [[nodiscard]] fragment filled(std::string_view pattern, char type, scope const& in, int depth) {
    static constexpr std::string_view sortable = "bslinrftvcdmTzIuy";
    char const same = wanted_by(in, sortable);
    fragment all;
    while (!pattern.empty()) {
      std::size_t const open = pattern.find('{');
      if (open == pattern.npos) {
        all.parts.emplace_back(std::string(pattern));
        break;
      }
      if (open != 0) all.parts.emplace_back(std::string(pattern.substr(0, open)));
      char const place = pattern[open + 1];
      pattern.remove_prefix(open + 3);
      if (place == 'k') {
        all.parts.emplace_back(
            std::to_string(random_.below(how_.wild && random_.below(4) == 0 ? 30 : 6)));
      } else {
        char const wanted = place == 'a' ? same : place == '?' ? type : place;
        all.parts.push_back(expression(wanted, in, depth - 1));
      }
    }
    return std::move(all).as(std::string(type_of_letter(type).name));
  }

  style how_;
};

}  // namespace helios::test::random_sql
