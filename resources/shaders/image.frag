#version 460
layout(push_constant) uniform Overlay {
    mat4 clipFromWorld;
    vec4 target;
    vec4 look;
} overlay;
layout(set = 0, binding = 0) uniform sampler2D picture;
layout(location = 0) in vec2 uv;
layout(location = 0) out vec4 outColor;

void main()
{
    vec4 texel = texture(picture, uv);
    outColor = vec4(texel.rgb, texel.a * overlay.look.x);
}
