"""A published quiz never changes; answers, hand-ins and results are only added; an answer fits its attempt and question."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION exams_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'this is only added to (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'HY003';
END $$;

CREATE FUNCTION exams_quiz_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'a published quiz never changes (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'HY004';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NEW.published_at IS NOT NULL AND (
        NOT EXISTS (SELECT 1 FROM exams_question WHERE quiz_id = NEW.id)
        OR EXISTS (
            SELECT 1 FROM exams_question q
            LEFT JOIN LATERAL (SELECT count(*) AS all_, count(*) FILTER (WHERE is_right) AS right_
                FROM exams_option WHERE question_id = q.id) o ON true
            LEFT JOIN LATERAL (SELECT count(*) AS keys FROM exams_shortkey WHERE question_id = q.id) k ON true
            WHERE q.quiz_id = NEW.id AND NOT CASE q.kind
                WHEN 'SINGLE' THEN o.all_ >= 2 AND o.right_ = 1 AND k.keys = 0
                WHEN 'SEVERAL' THEN o.all_ >= 2 AND o.right_ >= 1 AND k.keys = 0
                ELSE o.all_ = 0 AND k.keys >= 1 END
        )
    ) THEN
        RAISE EXCEPTION 'a quiz without a sound key is not published' USING ERRCODE = 'HY005';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION exams_question_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP <> 'INSERT' AND EXISTS (SELECT 1 FROM exams_quiz WHERE id = OLD.quiz_id AND published_at IS NOT NULL))
        OR (TG_OP <> 'DELETE' AND EXISTS (SELECT 1 FROM exams_quiz WHERE id = NEW.quiz_id AND published_at IS NOT NULL))
    THEN
        RAISE EXCEPTION 'a published quiz never changes (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'HY004';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION exams_key_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP <> 'INSERT' AND EXISTS (SELECT 1 FROM exams_question q JOIN exams_quiz z ON z.id = q.quiz_id
            WHERE q.id = OLD.question_id AND z.published_at IS NOT NULL))
        OR (TG_OP <> 'DELETE' AND EXISTS (SELECT 1 FROM exams_question q JOIN exams_quiz z ON z.id = q.quiz_id
            WHERE q.id = NEW.question_id AND z.published_at IS NOT NULL))
    THEN
        RAISE EXCEPTION 'a published quiz never changes (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'HY004';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION exams_attempt_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL
        AND to_jsonb(NEW) - 'closed_at' = to_jsonb(OLD) - 'closed_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an attempt is closed once, never changed (%)', TG_OP USING ERRCODE = 'HY003';
END $$;

CREATE FUNCTION exams_answer_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM exams_attempt a JOIN exams_question q ON q.quiz_id = a.quiz_id
        WHERE a.id = NEW.attempt_id AND q.id = NEW.question_id AND a.closed_at IS NULL AND a.agency_id = NEW.agency_id
            AND (q.kind = 'SHORT' OR NEW.text = '') AND (q.kind <> 'SHORT' OR NEW.options = '{}')
            AND (q.kind <> 'SINGLE' OR cardinality(NEW.options) <= 1)
            AND NOT EXISTS (SELECT 1 FROM unnest(NEW.options) AS chosen
                WHERE chosen NOT IN (SELECT id FROM exams_option WHERE question_id = q.id))
    ) THEN
        RAISE EXCEPTION 'an answer fits an open attempt and a question of its quiz' USING ERRCODE = 'HY006';
    END IF;
    RETURN NEW;
END $$;
"""

ONLY_ADDED = ("answer", "handin", "result", "mark")
TRIGGERS = """
CREATE TRIGGER exams_quiz_keep BEFORE UPDATE OR DELETE ON exams_quiz
    FOR EACH ROW EXECUTE FUNCTION exams_quiz_keep();
CREATE TRIGGER exams_question_keep BEFORE INSERT OR UPDATE OR DELETE ON exams_question
    FOR EACH ROW EXECUTE FUNCTION exams_question_keep();
CREATE TRIGGER exams_option_keep BEFORE INSERT OR UPDATE OR DELETE ON exams_option
    FOR EACH ROW EXECUTE FUNCTION exams_key_keep();
CREATE TRIGGER exams_shortkey_keep BEFORE INSERT OR UPDATE OR DELETE ON exams_shortkey
    FOR EACH ROW EXECUTE FUNCTION exams_key_keep();
CREATE TRIGGER exams_attempt_keep BEFORE UPDATE OR DELETE ON exams_attempt
    FOR EACH ROW EXECUTE FUNCTION exams_attempt_keep();
CREATE TRIGGER exams_answer_fits BEFORE INSERT ON exams_answer
    FOR EACH ROW EXECUTE FUNCTION exams_answer_fits();
""" + "".join(
    f"CREATE TRIGGER exams_{table}_keep BEFORE UPDATE OR DELETE ON exams_{table} FOR EACH ROW"
    " EXECUTE FUNCTION exams_refuse();\n"
    for table in ONLY_ADDED
)

FORGET = "".join(
    f"DROP TRIGGER exams_{table}_keep ON exams_{table};\n"
    for table in ("quiz", "question", "option", "shortkey", "attempt", *ONLY_ADDED)
) + """
DROP TRIGGER exams_answer_fits ON exams_answer;
DROP FUNCTION exams_answer_fits();
DROP FUNCTION exams_attempt_keep();
DROP FUNCTION exams_key_keep();
DROP FUNCTION exams_question_keep();
DROP FUNCTION exams_quiz_keep();
DROP FUNCTION exams_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("exams", "0001_tables")]
    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS, FORGET)]
