//! Between what the page says and what the studio knows.

use studio::{AdCopy, BrandKit, Brief, CheckInput, Field, Finding, Format, Placement, Severity, SpecialCategory};

use crate::Error;
use crate::dto::{
    StudioBrand, StudioBrief, StudioCategory, StudioCopy, StudioField, StudioFinding, StudioFormat, StudioLimits,
    StudioPlacement, StudioSeverity, StudioVariant,
};

/// Meta takes no longer texts, with room for what a person is still shortening.
const LONGEST: usize = 5_000;
const LONGEST_BRAND: usize = 4_000;

pub(super) fn empty_brand() -> StudioBrand {
    StudioBrand { name: String::new(), voice: String::new(), must_say: Vec::new(), never_say: Vec::new() }
}

pub(super) fn empty_brief() -> StudioBrief {
    StudioBrief {
        id: None,
        name: String::new(),
        account_id: String::new(),
        product: String::new(),
        offer: String::new(),
        audience: String::new(),
        angles: Vec::new(),
        tone: String::new(),
        language: "en".into(),
        must_say: Vec::new(),
        never_say: Vec::new(),
        link: String::new(),
        page_text: String::new(),
        count: 5,
        placements: Vec::new(),
        calls_to_action: Vec::new(),
        special_category: None,
        learn_from: 0,
        brand: empty_brand(),
    }
}

pub(super) fn brief(input: &StudioBrief) -> Brief {
    let placement = |placement: &StudioPlacement| match placement {
        StudioPlacement::Feed => Placement::Feed,
        StudioPlacement::StoriesReels => Placement::StoriesReels,
        StudioPlacement::RightColumn => Placement::RightColumn,
        StudioPlacement::Marketplace => Placement::Marketplace,
        StudioPlacement::Carousel => Placement::Carousel,
    };
    let category = |category| match category {
        StudioCategory::Housing => SpecialCategory::Housing,
        StudioCategory::Employment => SpecialCategory::Employment,
        StudioCategory::FinancialProducts => SpecialCategory::FinancialProducts,
        StudioCategory::Politics => SpecialCategory::Politics,
        StudioCategory::Gambling => SpecialCategory::Gambling,
    };
    Brief {
        product: input.product.clone(),
        offer: input.offer.clone(),
        audience: input.audience.clone(),
        angles: input.angles.clone(),
        tone: input.tone.clone(),
        language: input.language.clone(),
        must_say: input.must_say.clone(),
        never_say: input.never_say.clone(),
        link: input.link.clone(),
        page_text: input.page_text.clone(),
        count: input.count,
        placements: input.placements.iter().map(placement).collect(),
        calls_to_action: input.calls_to_action.clone(),
        special_category: input.special_category.map(category),
    }
}

pub(super) fn brand(input: &StudioBrand) -> BrandKit {
    BrandKit {
        name: input.name.clone(),
        voice: input.voice.clone(),
        must_say: input.must_say.clone(),
        never_say: input.never_say.clone(),
    }
}

pub(super) fn check_brand(brand: &StudioBrand) -> Result<(), Error> {
    let texts = [&brand.name, &brand.voice].into_iter().chain(&brand.must_say).chain(&brand.never_say);
    if texts.map(|text| text.chars().count()).max().unwrap_or(0) > LONGEST_BRAND
        || brand.must_say.len() + brand.never_say.len() > 60
    {
        return Err(Error::Invalid("The brand's voice is too long".into()));
    }
    Ok(())
}

pub(super) fn check_copy(copy: &StudioCopy) -> Result<(), Error> {
    let texts = [&copy.primary_text, &copy.headline, &copy.description, &copy.call_to_action];
    if texts.iter().any(|text| text.chars().count() > LONGEST) {
        return Err(Error::Invalid("A text has at most 5,000 characters".into()));
    }
    if texts.iter().any(|text| text.chars().any(|it| it.is_control() && it != '\n')) {
        return Err(Error::Invalid("A text holds characters that are no text".into()));
    }
    Ok(())
}

pub(super) fn copy(copy: &StudioCopy) -> AdCopy {
    AdCopy {
        primary_text: copy.primary_text.clone(),
        headline: copy.headline.clone(),
        description: copy.description.clone(),
        call_to_action: copy.call_to_action.clone(),
    }
}

pub(super) fn copy_view(copy: &AdCopy) -> StudioCopy {
    StudioCopy {
        primary_text: copy.primary_text.clone(),
        headline: copy.headline.clone(),
        description: copy.description.clone(),
        call_to_action: copy.call_to_action.clone(),
    }
}

pub(super) fn field(field: StudioField) -> Field {
    match field {
        StudioField::PrimaryText => Field::PrimaryText,
        StudioField::Headline => Field::Headline,
        StudioField::Description => Field::Description,
        StudioField::CallToAction => Field::CallToAction,
    }
}

fn field_view(field: Field) -> StudioField {
    match field {
        Field::PrimaryText => StudioField::PrimaryText,
        Field::Headline => StudioField::Headline,
        Field::Description => StudioField::Description,
        Field::CallToAction => StudioField::CallToAction,
    }
}

pub(super) fn format(format: StudioFormat) -> Format {
    match format {
        StudioFormat::Anthropic => Format::Anthropic,
        StudioFormat::OpenAi => Format::OpenAi,
        StudioFormat::OpenAiCompatible => Format::OpenAiCompatible,
        StudioFormat::OpenAiImages => Format::OpenAiImages,
        StudioFormat::HttpImages => Format::HttpImages,
    }
}

pub(super) fn format_view(format: Format) -> StudioFormat {
    match format {
        Format::Anthropic => StudioFormat::Anthropic,
        Format::OpenAi => StudioFormat::OpenAi,
        Format::OpenAiCompatible => StudioFormat::OpenAiCompatible,
        Format::OpenAiImages => StudioFormat::OpenAiImages,
        Format::HttpImages => StudioFormat::HttpImages,
    }
}

pub(super) fn limits(limits: &studio::Limits) -> StudioLimits {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    StudioLimits {
        primary_text: count(limits.primary_text),
        headline: count(limits.headline),
        description: count(limits.description),
    }
}

/// What to look at in a variant, in the language it was written in.
pub(super) fn findings(variant: &StudioVariant, brief: &Brief, brand: &BrandKit) -> Vec<StudioFinding> {
    let brief = Brief { language: variant.language.clone(), ..brief.clone() };
    let copy = copy(&variant.copy);
    let found = studio::check_copy(&CheckInput { copy: &copy, brief: &brief, brand, url_tags: "" });
    found.into_iter().map(finding).collect()
}

pub(super) fn duplicate() -> StudioFinding {
    StudioFinding {
        subject: "duplicate".into(),
        severity: StudioSeverity::Look,
        field: None,
        excerpt: String::new(),
        reason: "It says the same as one above".into(),
        remedy: "Leave one of them out".into(),
    }
}

pub(super) fn finding(finding: Finding) -> StudioFinding {
    let subject = serde_json::to_value(finding.subject).ok();
    StudioFinding {
        subject: subject.and_then(|subject| subject.as_str().map(str::to_owned)).unwrap_or_default(),
        severity: match finding.severity {
            Severity::Look => StudioSeverity::Look,
            Severity::Stop => StudioSeverity::Stop,
        },
        field: finding.field.map(field_view),
        excerpt: finding.excerpt,
        reason: finding.reason,
        remedy: finding.remedy,
    }
}
